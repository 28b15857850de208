package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Request;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A keyspace of one node with everything around it fake: one thread, manual time, two others that are told what to say.
 */
abstract class KeyspaceFixture {
    static final long LEASE_MILLIS = 500;
    static final NodeId OTHER = new NodeId("n2");

    final ManualTimer timer = new ManualTimer();
    final FakePeers peers = new FakePeers();
    final FakeState state = new FakeState();
    final LeaderLease lease =
            new LeaderLease(timer, new LeaderLease.Settings(Duration.ofMillis(LEASE_MILLIS), 0.01, true));
    final FakeReplica replica = new FakeReplica(lease, timer);
    final RequestLimits limits =
            new RequestLimits(8, 1 << 20, 4, 1 << 16, 2, Duration.ofMillis(10), ReadSettings.defaults());
    final Keyspace keyspace = keyspace(replica, lease, state, peers, timer, limits);

    static Keyspace keyspace(
            FakeReplica replica,
            LeaderLease lease,
            FakeState state,
            FakePeers peers,
            ManualTimer timer,
            RequestLimits limits) {
        return new Keyspace(
                new Keyspace.Parts(
                        GroupId.of("c", "default"),
                        replica,
                        state,
                        lease,
                        peers,
                        timer,
                        timer,
                        timer,
                        timer,
                        Keyspace.SharedTicks.on(timer, timer)),
                limits,
                Metrics.none());
    }

    void lead() {
        lease.becameLeader(1);
        lease.leaderReady(1, true);
        keyspace.leading(1);
    }

    CompletableFuture<Committed> write(String key, long timeoutMillis) {
        return keyspace.write(
                new Request(null, Command.Put.of(Bytes.utf8(key), Bytes.EMPTY)),
                10,
                timer.monotonicNanos() + timeoutMillis * 1_000_000);
    }

    static SessionStamp stampOf(byte[] batch) {
        return Optional.ofNullable(CommandCodec.decodeBatch(batch).stamp()).orElseThrow();
    }

    static void assertFailed(CompletableFuture<?> future, RequestFailure.Kind kind) {
        assertThat(future).isCompletedExceptionally();
        Throwable failure = future.handle((value, error) -> error).join();
        while (failure.getCause() != null) {
            failure = failure.getCause();
        }
        assertThat(failure).isInstanceOf(RequestFailure.class);
        assertThat(((RequestFailure) failure).kind()).isEqualTo(kind);
    }
}
