package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.HashKVRequest;
import io.quorate.proto.etcd.HashKVResponse;
import io.quorate.proto.etcd.HashRequest;
import io.quorate.proto.etcd.MaintenanceGrpc;
import io.quorate.proto.etcd.MoveLeaderRequest;
import io.quorate.proto.etcd.StatusRequest;
import io.quorate.proto.v1.InspectionGrpc;
import io.quorate.proto.v1.StateHashRequest;
import io.quorate.proto.v1.StateHashResponse;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.history.CounterHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What operators ask of server processes, through their client ports and nothing else. */
class OperatorIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOVES = 8;

    /** Longer than any election takes. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final List<EtcdClient> clients = new ArrayList<>();
    private ProcessCluster nodes;

    OperatorIT() {}

    @BeforeEach
    void start() throws Exception {
        nodes = new ProcessCluster(directory);
        nodes.startAll();
        for (int node = 0; node < ProcessCluster.SIZE; node++) {
            nodes.awaitServing(node, PATIENCE);
            clients.add(new EtcdClient(nodes.clientPort(node)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        clients.forEach(EtcdClient::close);
        nodes.close();
    }

    private MaintenanceGrpc.MaintenanceBlockingStub maintenance(int node) {
        return MaintenanceGrpc.newBlockingStub(clients.get(node).channel())
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private StateHashResponse stateHash(int node) {
        return InspectionGrpc.newBlockingStub(clients.get(node).channel())
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .stateHash(StateHashRequest.getDefaultInstance());
    }

    private long memberId(int node) {
        return maintenance(node)
                .status(StatusRequest.getDefaultInstance())
                .getHeader()
                .getMemberId();
    }

    private void moveLeader(int from, int to) {
        assertThat(maintenance(from)
                        .moveLeader(MoveLeaderRequest.newBuilder()
                                .setTargetID(memberId(to))
                                .build()))
                .isNotNull();
    }

    @Test
    void shouldMoveTheLeaderUnderLoadWithNothingLostAndNothingStale() throws Exception {
        CounterHistory history = new CounterHistory();
        List<Long> millis = new ArrayList<>();
        try (CounterLoad load = new CounterLoad(nodes, history, 6, 1)) {
            assertThat(load).isNotNull();
            for (int move = 0; move < MOVES; move++) {
                awaitProgress(history);
                int leader = nodes.awaitLeader(PATIENCE);
                int next = (leader + 1 + move % 2) % ProcessCluster.SIZE;
                long began = System.nanoTime();
                moveLeader(leader, next);
                millis.add((System.nanoTime() - began) / 1_000_000);
                assertThat(maintenance(leader)
                                .status(StatusRequest.getDefaultInstance())
                                .getLeader())
                        .isEqualTo(memberId(next));
            }
            awaitProgress(history);
        }
        System.out.println("OperatorIT: leadership moved within (ms) " + millis);
        assertThat(history.violations()).isEmpty();
        assertEqualStates();
    }

    private static void awaitProgress(CounterHistory history) {
        long reads = history.reads() + 50;
        long writes = history.writes() + 50;
        Awaitility.await("progress")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> history.reads() >= reads && history.writes() >= writes);
    }

    /** At rest all nodes come to have applied the same; then their hashes are equal, whatever is asked. */
    private void assertEqualStates() {
        Awaitility.await("the same position everywhere").atMost(PATIENCE).untilAsserted(() -> {
            List<StateHashResponse> hashes = IntStream.range(0, ProcessCluster.SIZE)
                    .mapToObj(this::stateHash)
                    .toList();
            assertThat(hashes)
                    .extracting(StateHashResponse::getAppliedIndex)
                    .allMatch(index -> index == hashes.get(0).getAppliedIndex());
            assertThat(hashes)
                    .extracting(StateHashResponse::getAppliedTerm)
                    .allMatch(term -> term == hashes.get(0).getAppliedTerm());
            assertThat(hashes)
                    .extracting(StateHashResponse::getHash)
                    .allMatch(hash -> hash == hashes.get(0).getHash());
        });
        assertThat(IntStream.range(0, ProcessCluster.SIZE)
                        .mapToObj(node -> maintenance(node)
                                .hash(HashRequest.getDefaultInstance())
                                .getHash())
                        .distinct())
                .hasSize(1);
    }

    @Test
    void shouldMoveTheLeaderOnlyFromTheLeaderToAVoter() {
        int leader = nodes.awaitLeader(PATIENCE);
        int follower = (leader + 1) % ProcessCluster.SIZE;

        assertThatThrownBy(() -> moveLeader(follower, follower))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageEndingWith(EtcdError.NOT_LEADER.text());
        assertThatThrownBy(() -> maintenance(leader)
                        .moveLeader(
                                MoveLeaderRequest.newBuilder().setTargetID(1).build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageEndingWith(EtcdError.BAD_LEADER_TRANSFEREE.text());
        moveLeader(leader, leader);
    }

    /** The request ends in time, and the leader serves all the while: no handover begins to a node that is away. */
    @Test
    void shouldLeadOnWhenTheOtherNodeIsAway() throws Exception {
        int leader = nodes.awaitLeader(PATIENCE);
        int away = (leader + 1) % ProcessCluster.SIZE;
        long id = memberId(away);
        nodes.kill(away);
        long missed = System.nanoTime() + SILENCE.toNanos();
        while (System.nanoTime() < missed) {
            clients.get(leader).kv().put(EtcdClient.put("k", ByteString.EMPTY));
        }

        CompletableFuture<Throwable> move = CompletableFuture.supplyAsync(() -> catchThrowable(() -> maintenance(leader)
                .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(id).build())));
        int writes = 0;
        while (!move.isDone()) {
            clients.get(leader).kv().put(EtcdClient.put("k", ByteString.EMPTY));
            writes++;
        }

        assertThat(move.join())
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageEndingWith(EtcdError.TIMED_OUT_LEADER_TRANSFER.text());
        assertThat(writes).isGreaterThan(50);
        assertThat(nodes.log(leader)).doesNotContain("handover begins");
        assertThat(nodes.awaitLeader(PATIENCE)).isEqualTo(leader);
    }

    @Test
    void shouldHashARevisionAlikeOnAllNodesWhateverWasCompacted() {
        EtcdClient client = clients.get(0);
        for (int i = 0; i < 50; i++) {
            client.kv().put(EtcdClient.put("key-" + i % 7, ByteString.copyFromUtf8("value-" + i)));
        }
        long revision = client.kv()
                .put(EtcdClient.put("last", ByteString.EMPTY))
                .getHeader()
                .getRevision();
        client.kv().put(EtcdClient.put("key-1", ByteString.copyFromUtf8("later")));
        int before = hashEverywhere(revision);
        client.kv()
                .compact(CompactionRequest.newBuilder()
                        .setRevision(revision)
                        .setPhysical(true)
                        .build());

        assertThat(hashEverywhere(revision)).isEqualTo(before);
        assertThat(hashEverywhere(revision + 1)).isNotEqualTo(before);
        assertThatThrownBy(() -> hashKv(0, revision - 1)).hasMessageEndingWith(EtcdError.COMPACTED.text());
        assertThatThrownBy(() -> hashKv(0, revision + 1_000)).hasMessageEndingWith(EtcdError.FUTURE_REVISION.text());
        HashKVResponse newest = hashKv(0, 0);
        assertThat(newest.getHashRevision()).isEqualTo(newest.getHeader().getRevision());
        assertThat(newest.getCompactRevision()).isEqualTo(revision);
    }

    private HashKVResponse hashKv(int node, long revision) {
        return maintenance(node)
                .hashKV(HashKVRequest.newBuilder().setRevision(revision).build());
    }

    private int hashEverywhere(long revision) {
        List<Integer> hashes = new ArrayList<>();
        for (int node = 0; node < ProcessCluster.SIZE; node++) {
            int at = node;
            // A linearizable read first: this node has the revision then.
            assertThat(clients.get(at).kv().range(EtcdClient.get("last"))).isNotNull();
            HashKVResponse response = hashKv(at, revision);
            assertThat(response.getHashRevision()).isEqualTo(revision);
            hashes.add(response.getHash());
        }
        assertThat(hashes).containsOnly(hashes.get(0));
        return hashes.get(0);
    }
}
