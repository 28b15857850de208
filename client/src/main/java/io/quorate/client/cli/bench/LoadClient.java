package io.quorate.client.cli.bench;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One closed loop: sends a request, waits for the answer, records it, sends the next. Everything happens on its
 * connection's network thread.
 */
final class LoadClient extends ClientCall.Listener<Integer> {
    private static final long PAUSE_AFTER_ERROR_MILLIS = 10;

    private final Channel channel;
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
    private int responseBytes;

    LoadClient(Channel channel, LoadShard shard, LoadWindow window, Workload workload, ClientSeed seed) {
        this.channel = channel;
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
        responseBytes = 0;
        reading = writeBody == null || (readBody != null && random.nextDouble() < workload.readRatio());
        Workload.KeyShape keys = workload.keys();
        long key = keys.sequential() ? ticket % keys.keySpace() : random.nextLong(keys.keySpace());
        RequestTemplate template = reading ? workload.read() : workload.write();
        RequestBody body = reading ? readBody : writeBody;
        if (template == null || body == null) {
            throw new IllegalStateException("workload without requests");
        }
        body.fill(key, randomBytes, random);
        ClientCall<RequestBody, Integer> call = channel.newCall(template.method(), CallOptions.DEFAULT);
        call.start(this, new Metadata());
        call.request(2);
        call.sendMessage(body);
        call.halfClose();
    }

    @Override
    public void onMessage(Integer bytes) {
        responseBytes = bytes;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        long nanos = System.nanoTime() - startNanos;
        boolean counts = window.complete();
        if (status.isOk()) {
            if (counts) {
                shard.recordSuccess(reading, nanos, responseBytes);
            }
            next();
        } else {
            if (counts) {
                shard.recordError(status);
            }
            shard.loop().schedule(this::next, PAUSE_AFTER_ERROR_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
