package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.sun.management.UnixOperatingSystemMXBean;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutResponse;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node, with the memory that the launcher gives it, and more than it can take: it refuses early and clearly, its
 * memory stays bounded, whoever asks for little is served meanwhile, and afterwards all is as before.
 */
class OverloadIT {
    private static final int CONNECTIONS = 10_000;
    private static final int MAX_CONNECTIONS = 6_000;
    private static final int MEGABYTE = 1 << 20;
    /** Heap, direct memory, RocksDB's caches and buffers, and what the JVM needs beside them. */
    private static final long MOST_MEMORY = 1_000L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private ProcessCluster cluster;
    private EtcdClient bystander;

    OverloadIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new ProcessCluster(directory, 1).likeTheLauncher();
        cluster.start(0, "--set", "max_connections=" + MAX_CONNECTIONS);
        bystander = new EtcdClient(cluster.clientPort(0));
        bystander.patientKv().put(EtcdClient.put("bystander", ByteString.copyFromUtf8("0")));
    }

    @AfterEach
    void stop() throws InterruptedException {
        bystander.close();
        cluster.close();
    }

    private void assertBystanderIsServed() {
        long began = System.nanoTime();
        bystander.kv().put(EtcdClient.put("bystander", ByteString.copyFromUtf8("1")));
        assertThat(bystander.kv().range(EtcdClient.get("bystander")).getKvsCount())
                .isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SERVED_WITHIN);
    }

    private void assertMemoryIsBounded(String when) throws IOException {
        assertThat(cluster.isAlive(0)).isTrue();
        long resident = cluster.residentBytes(0);
        System.out.println("OverloadIT: " + (resident >> 20) + " MiB resident " + when);
        assertThat(resident).as("resident bytes %s", when).isLessThan(MOST_MEMORY);
    }

    @Test
    void shouldTurnAwayConnectionsBeyondItsLimitAndServeTheOthers() throws Exception {
        long descriptors =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount();
        assumeThat(descriptors)
                .as("not run: needs %d open files (ulimit -n) for its connections", CONNECTIONS + 2_000)
                .isGreaterThan(CONNECTIONS + 2_000);
        try (RawConnections crowd = new RawConnections(cluster.clientPort(0))) {
            crowd.open(CONNECTIONS - 1_000, true);
            crowd.settle(Duration.ofSeconds(1));
            assertThat(crowd.living()).isBetween(MAX_CONNECTIONS - 50L, (long) MAX_CONNECTIONS);
            assertThat(crowd.toldWhy()).isGreaterThan(100);
            crowd.open(1_000, false);
            crowd.settle(Duration.ofSeconds(1));
            assertThat(crowd.living()).isLessThanOrEqualTo(MAX_CONNECTIONS + MAX_CONNECTIONS / 4);
            assertMemoryIsBounded("with " + crowd.living() + " connections");
            assertBystanderIsServed();
            assertThat(newcomersFate()).isEqualTo(Status.Code.UNAVAILABLE);
        }
        Awaitility.await("a newcomer is served again")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> newcomersFate() == Status.Code.OK);
    }

    private Status.Code newcomersFate() {
        try (EtcdClient newcomer = new EtcdClient(cluster.clientPort(0))) {
            newcomer.kv().put(EtcdClient.put("newcomer", ByteString.EMPTY));
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        }
    }

    /** Readers of much that take none of it. */
    @Test
    void shouldBoundTheMemoryOfAnswersThatNobodyTakes() throws Exception {
        ByteString value = UnsafeByteOperations.unsafeWrap(new byte[MEGABYTE]);
        for (int i = 0; i < 20; i++) {
            bystander.kv().put(EtcdClient.put("much-" + i, value));
        }
        for (RangeRequest request : List.of(EtcdClient.prefix("much-"), EtcdClient.get("much-7"))) {
            List<EtcdClient> clients = new ArrayList<>();
            try {
                Map<Status.Code, AtomicInteger> ends = new HashMap<>();
                for (int i = 0; i < 20; i++) {
                    EtcdClient client = new EtcdClient(cluster.clientPort(0));
                    clients.add(client);
                    client.patientKv().range(EtcdClient.get("bystander"));
                    for (int call = 0; call < 30; call++) {
                        askAndTakeNothing(client, request, ends);
                    }
                }
                Awaitility.await("some are refused")
                        .atMost(PATIENCE)
                        .until(() -> count(ends, Status.Code.RESOURCE_EXHAUSTED) > 100);
                assertBystanderIsServed();
                assertMemoryIsBounded(
                        "with 600 slow readers of " + request.getKey().toStringUtf8());
                assertThat(count(ends, Status.Code.OK)).isZero();
            } finally {
                clients.forEach(EtcdClient::close);
            }
            Awaitility.await("who reads is served again")
                    .atMost(PATIENCE)
                    .ignoreException(StatusRuntimeException.class)
                    .until(() ->
                            bystander.kv().range(EtcdClient.prefix("much-")).getKvsCount() == 20);
        }
    }

    private static int count(Map<Status.Code, AtomicInteger> ends, Status.Code code) {
        synchronized (ends) {
            return ends.getOrDefault(code, new AtomicInteger()).get();
        }
    }

    private static void askAndTakeNothing(
            EtcdClient client, RangeRequest request, Map<Status.Code, AtomicInteger> ends) {
        ClientCall<RangeRequest, RangeResponse> call =
                client.channel().newCall(KVGrpc.getRangeMethod(), CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        synchronized (ends) {
                            ends.computeIfAbsent(status.getCode(), code -> new AtomicInteger())
                                    .incrementAndGet();
                        }
                    }
                },
                new Metadata());
        // Nothing is requested of the response.
        call.sendMessage(request);
        call.halfClose();
    }

    @Test
    void shouldRefuseEarlyWhenTooManyLargeWritesAreInFlight() throws Exception {
        List<EtcdClient> clients = new ArrayList<>();
        Map<String, ListenableFuture<PutResponse>> puts = new HashMap<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(new EtcdClient(cluster.clientPort(0)));
                clients.get(i).patientKv().range(EtcdClient.get("bystander"));
            }
            byte[] value = new byte[MEGABYTE];
            for (int i = 0; i < 400; i++) {
                String key = "large-" + i;
                puts.put(key, clients.get(i % clients.size()).putSoon(key, UnsafeByteOperations.unsafeWrap(value)));
            }
            assertMemoryIsBounded("with 400 MiB of writes on the way");
            assertEveryAcknowledgedIsThere(puts);
        } finally {
            clients.forEach(EtcdClient::close);
        }
        assertMemoryIsBounded("after 400 MiB of writes");
        assertBystanderIsServed();
    }

    private void assertEveryAcknowledgedIsThere(Map<String, ListenableFuture<PutResponse>> puts) throws Exception {
        int refused = 0;
        int done = 0;
        for (Map.Entry<String, ListenableFuture<PutResponse>> put : puts.entrySet()) {
            try {
                put.getValue().get();
                done++;
                assertThat(bystander.kv().range(EtcdClient.get(put.getKey())).getKvsCount())
                        .as(put.getKey())
                        .isEqualTo(1);
            } catch (ExecutionException e) {
                StatusRuntimeException failure = (StatusRuntimeException) e.getCause();
                assertThat(failure.getStatus().getDescription()).isEqualTo("etcdserver: too many requests");
                assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                refused++;
            }
        }
        System.out.println("OverloadIT: " + done + " large writes done, " + refused + " refused");
        assertThat(done).isPositive();
        assertThat(refused).isPositive();
    }

    /** A client that sends most of a request, and then nothing more, on every stream it may open. */
    @Test
    void shouldSurviveRequestsThatNeverEnd() throws Exception {
        List<UnendingRequests> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                UnendingRequests requests = new UnendingRequests(cluster.clientPort(0));
                crowd.add(requests);
                requests.begin(15, 7 * MEGABYTE / 2);
            }
            assertMemoryIsBounded("with 150 requests that never end");
            assertBystanderIsServed();
        } finally {
            for (UnendingRequests requests : crowd) {
                requests.close();
            }
        }
        assertBystanderIsServed();
    }
}
