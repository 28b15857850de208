package io.quorate.client.cli.bench;

import io.grpc.Status;
import io.quorate.client.cli.bench.wire.Call;
import io.quorate.client.cli.bench.wire.EtcdConnection;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One closed loop: sends a request, waits for the answer, records it, sends the next. Everything happens on its
 * connection's network thread.
 */
final class LoadClient implements Call {
    private static final long PAUSE_AFTER_ERROR_MILLIS = 10;

    private final EtcdConnection connection;
    private final LoadShard shard;
    private final LoadWindow window;
    private final Workload workload;
    private final SplittableRandom random;
    private final byte[] randomBytes;
    private final Pace pace;
    private final @Nullable RequestBody readBody;
    private final @Nullable RequestBody writeBody;
    private boolean reading;
    private long startNanos;

    LoadClient(EtcdConnection connection, LoadShard shard, LoadWindow window, Workload workload, ClientSeed seed) {
        this.connection = connection;
        this.shard = shard;
        this.window = window;
        this.workload = workload;
        this.random = seed.random();
        this.randomBytes = seed.randomBytes();
        this.pace = seed.pace();
        this.readBody = workload.read() == null ? null : workload.read().newBody();
        this.writeBody = workload.write() == null ? null : workload.write().newBody();
    }

    /**
     * What makes a client different from its neighbours.
     *
     * @param randomBytes shared, never written
     */
    record ClientSeed(SplittableRandom random, byte[] randomBytes, Pace pace) {}

    /** Begins the loop; on the shard's thread. */
    void next() {
        long now = System.nanoTime();
        long due = pace.nextNanos(now);
        if (due > now) {
            shard.loop().schedule(() -> send(due), due - now, TimeUnit.NANOSECONDS);
        } else {
            send(due);
        }
    }

    /** Latency counts from when the operation was due, so that a slow answer is not hidden by sending less. */
    private void send(long dueNanos) {
        long ticket = window.takeTicket();
        if (ticket < 0) {
            return;
        }
        startNanos = dueNanos;
        reading = writeBody == null || (readBody != null && random.nextDouble() < workload.readRatio());
        Workload.KeyShape keys = workload.keys();
        long key = keys.sequential() ? ticket % keys.keySpace() : random.nextLong(keys.keySpace());
        RequestTemplate template = reading ? workload.read() : workload.write();
        RequestBody body = reading ? readBody : writeBody;
        if (template == null || body == null) {
            throw new IllegalStateException("workload without requests");
        }
        connection.send(template.method(), body.fill(key, randomBytes, random), this);
    }

    @Override
    public void answered(int status, String message, int bytes) {
        long nanos = System.nanoTime() - startNanos;
        boolean counts = window.complete();
        if (status == 0) {
            if (counts) {
                shard.recordSuccess(reading, nanos, bytes);
            }
            next();
        } else {
            if (counts) {
                shard.recordError(Status.fromCodeValue(status).getCode(), message);
            }
            shard.loop().schedule(this::next, PAUSE_AFTER_ERROR_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
