package io.quorate.server.blackbox;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Requests over one connection that announce more than they send, each held open by a thread of its own. */
final class UnendingRequests implements AutoCloseable {
    private static final int ANNOUNCED_BYTES = 4_000_000;

    private final EtcdClient client;
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final List<ClientCall<InputStream, InputStream>> calls = new ArrayList<>();

    UnendingRequests(int port) {
        this.client = new EtcdClient(port);
    }

    /** Sends this many bytes of each, and returns when all are with gRPC. */
    void begin(int count, int bytes) throws InterruptedException {
        CountDownLatch sent = new CountDownLatch(count);
        client.patientKv().range(EtcdClient.get("a connection"));
        for (int i = 0; i < count; i++) {
            ClientCall<InputStream, InputStream> call = client.channel().newCall(method(), CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() {}, new Metadata());
            calls.add(call);
            Thread thread = new Thread(() -> send(call, new Unending(bytes, sent, end)), "unending");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        if (!sent.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("not sent: " + sent.getCount());
        }
        // Whatever is written completely takes with it what waits to be.
        client.kv().range(EtcdClient.get("a push"));
    }

    private static void send(ClientCall<InputStream, InputStream> call, InputStream message) {
        try {
            call.sendMessage(message);
        } catch (IllegalStateException e) {
            // Cancelled, as it is when the server gives it up or the test ends.
            call.cancel("ended", e);
        }
    }

    private static MethodDescriptor<InputStream, InputStream> method() {
        MethodDescriptor.Marshaller<InputStream> asItIs = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(InputStream value) {
                return value;
            }

            @Override
            public InputStream parse(InputStream stream) {
                return stream;
            }
        };
        return MethodDescriptor.<InputStream, InputStream>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("etcdserverpb.KV/Put")
                .setRequestMarshaller(asItIs)
                .setResponseMarshaller(asItIs)
                .build();
    }

    /** Says that it is long, gives some, and then lets its reader wait. */
    private static final class Unending extends InputStream implements KnownLength {
        private final CountDownLatch sent;
        private final CountDownLatch end;
        private int left;

        Unending(int bytes, CountDownLatch sent, CountDownLatch end) {
            this.left = bytes;
            this.sent = sent;
            this.end = end;
        }

        @Override
        public int available() {
            return ANNOUNCED_BYTES;
        }

        @Override
        public int read() {
            if (left > 0) {
                left--;
                return 0;
            }
            sent.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int some = Math.min(left, length);
            left -= some;
            return some > 0 ? some : read();
        }
    }

    @Override
    public void close() throws InterruptedException {
        calls.forEach(call -> call.cancel("the test ends", null));
        end.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        }
        client.close();
    }
}
