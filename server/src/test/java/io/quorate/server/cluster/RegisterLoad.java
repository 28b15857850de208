package io.quorate.server.cluster;

import io.quorate.server.command.Outcome;
import io.quorate.server.history.CounterHistory;
import io.quorate.server.request.RequestFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Counters written through every node and read linearizably at every node of a test cluster, until closed. */
final class RegisterLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final TestCluster cluster;
    private final CounterHistory history;
    private final List<Thread> threads = new ArrayList<>();
    private volatile String[] keys;
    private volatile boolean running = true;

    RegisterLoad(TestCluster cluster, CounterHistory history, int writers) {
        this.cluster = cluster;
        this.history = history;
        this.keys = new String[writers];
        for (int i = 0; i < writers; i++) {
            int writer = i;
            keys[i] = "c" + writer + "-0";
            start("register-writer-" + i, () -> write(writer));
        }
        for (TestNode node : cluster.nodes()) {
            start("register-reader-" + node.id(), () -> read(node));
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        threads.add(thread);
        thread.start();
    }

    private void write(int writer) {
        for (int generation = 0; running; generation++) {
            String key = "c" + writer + "-" + generation;
            String[] next = keys.clone();
            next[writer] = key;
            keys = next;
            writeUntilUnknown(key, writer);
        }
    }

    private void writeUntilUnknown(String key, int writer) {
        while (running) {
            long value = history.beginWrite(key);
            TestNode node = cluster.nodes()
                    .get((int) ((value + writer) % cluster.nodes().size()));
            try {
                Outcome outcome = TestCluster.write(node, key, Long.toString(value), PATIENCE)
                        .join();
                if (outcome instanceof Outcome.PutDone) {
                    history.acknowledge(key, value);
                }
            } catch (CompletionException e) {
                requireFailure(e);
                return;
            }
        }
    }

    private void read(TestNode node) {
        for (int i = 0; running; i++) {
            String key = keys[i % keys.length];
            long least = history.beginRead(key);
            try {
                String value = TestCluster.read(node, key, PATIENCE)
                        .orTimeout(10, TimeUnit.SECONDS)
                        .join();
                history.endRead(
                        key,
                        least,
                        value.isEmpty() ? 0 : Long.parseLong(value),
                        node.id().toString());
            } catch (CompletionException e) {
                requireFailure(e);
            }
        }
    }

    private static void requireFailure(CompletionException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof RequestFailure)) {
            throw e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
