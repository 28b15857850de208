package io.quorate.server.blackbox;

import com.google.protobuf.ByteString;
import io.quorate.client.GetResult;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.server.history.CounterHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Writers of counters and linearizable readers at every node, until closed; what they saw is in the history. */
final class CounterLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final long READ_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final CounterHistory history;
    private final List<QuorateClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** The key that each writer writes now. */
    private final Map<Integer, String> keys = new ConcurrentHashMap<>();

    private volatile boolean running = true;

    CounterLoad(ProcessCluster cluster, CounterHistory history, int writers, int readersPerNode) {
        this.history = history;
        for (int node = 0; node < ProcessCluster.SIZE; node++) {
            clients.add(cluster.client(node, PATIENCE));
        }
        for (int writer = 0; writer < writers; writer++) {
            int id = writer;
            start("writer-" + id, () -> write(id));
        }
        for (int node = 0; node < ProcessCluster.SIZE; node++) {
            int at = node;
            for (int reader = 0; reader < readersPerNode; reader++) {
                start("reader-" + at + "-" + reader, () -> read(at, writers));
            }
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        threads.add(thread);
        thread.start();
    }

    /** One counter after another: a key with an unknown write is left alone. */
    private void write(int writer) {
        int generation = 0;
        while (running) {
            String key = "counter-" + writer + "-" + generation++;
            keys.put(writer, key);
            writeUntilUnknown(key, writer);
        }
    }

    private void writeUntilUnknown(String key, int writer) {
        while (running) {
            long value = history.beginWrite(key);
            try {
                clients.get((int) ((value + writer) % clients.size()))
                        .kv()
                        .put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(Long.toString(value)))
                        .join();
                history.acknowledge(key, value);
            } catch (CompletionException e) {
                requireExpected(e);
                return;
            }
        }
    }

    /** Not as fast as answers come: that would leave no processor to the nodes that start. */
    private void read(int node, int writers) {
        while (running) {
            LockSupport.parkNanos(READ_PAUSE_NANOS);
            String key = keys.get(ThreadLocalRandom.current().nextInt(writers));
            if (key != null) {
                readOne(node, key);
            }
        }
    }

    private void readOne(int node, String key) {
        long least = history.beginRead(key);
        try {
            GetResult result =
                    clients.get(node).kv().get(ByteString.copyFromUtf8(key)).join();
            long value = result.entries().isEmpty()
                    ? 0
                    : Long.parseLong(result.entries().get(0).value().toStringUtf8());
            history.endRead(key, least, value, "n" + (node + 1));
        } catch (CompletionException e) {
            requireExpected(e);
        }
    }

    /** Nodes that are dead do not answer; anything else is a failure of the test. */
    private static void requireExpected(CompletionException e) {
        if (!(e.getCause() instanceof QuorateException)) {
            throw e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
        clients.forEach(QuorateClient::close);
    }
}
