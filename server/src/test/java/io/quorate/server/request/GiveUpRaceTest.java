package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerCalls;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.request.RequestFailure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node gives up while its clients write, as it does when its disk fails: everything that waits is ended at once, by
 * one thread, while others send it. Whoever is told that nothing was done must not find it done. Real threads: which
 * one comes first is left to chance.
 */
class GiveUpRaceTest {
    private static final int ROUNDS = 60;
    private static final int WRITERS = 2;
    private static final int WRITES = 400;
    private static final Set<Kind> NOTHING_DONE = Set.of(Kind.NO_LEADER, Kind.STOPPED, Kind.OVERLOADED);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService delivery = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
        delivery.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCallNothingUndoneThatIsOnItsWay(boolean leads) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Node node = new Node(leads);
            Map<Bytes, CompletableFuture<Committed>> answers = new ConcurrentHashMap<>();
            Thread[] writers = new Thread[WRITERS];
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers[i] = new Thread(() -> {
                    for (int write = 0; write < WRITES; write++) {
                        Bytes key = Bytes.utf8(writer + "/" + write);
                        answers.put(key, node.write(key));
                    }
                });
                writers[i].start();
            }
            while (answers.size() < WRITERS * WRITES / 4) {
                Thread.onSpinWait();
            }
            node.keyspace.giveUp();
            for (Thread writer : writers) {
                writer.join();
            }
            CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
                    .handle((done, failure) -> failure == null)
                    .orTimeout(20, TimeUnit.SECONDS)
                    .join();

            Set<Bytes> sent = node.sent();

            answers.forEach((key, answer) -> assertThat(sent.contains(key) && isCalledUndone(answer))
                    .as("write %s was sent and called not done", key)
                    .isFalse());
        }
    }

    private static boolean isCalledUndone(CompletableFuture<Committed> answer) {
        return answer.handle((done, failure) ->
                        failure instanceof RequestFailure refusal && NOTHING_DONE.contains(refusal.kind()))
                .join();
    }

    /** Whatever is proposed or sent gets no answer in time, or that of a leader that did it. */
    private final class Node implements PeerCalls {
        private final NodeClock clock = NodeClock.system();
        private final Queue<byte[]> batches = new ConcurrentLinkedQueue<>();
        private final LeaderLease lease =
                new LeaderLease(clock, new LeaderLease.Settings(Duration.ofMillis(500), 0.01, true));
        private final FakeReplica replica = new FakeReplica(lease, clock);
        final Keyspace keyspace;

        Node(boolean leads) {
            RequestLimits limits = new RequestLimits(
                    WRITERS * WRITES, 1 << 20, 4, 1 << 16, 1 << 20, Duration.ofMillis(10), ReadSettings.defaults());
            keyspace = new Keyspace(
                    new Keyspace.Parts(
                            GroupId.of("c", "default"),
                            replica,
                            new FakeState(),
                            lease,
                            this,
                            clock,
                            delivery,
                            timer,
                            timer,
                            Keyspace.SharedTicks.on(timer, timer)),
                    limits,
                    Metrics.none());
            if (leads) {
                lease.becameLeader(1);
                lease.leaderReady(1, true);
            } else {
                replica.leader = new NodeId("n2");
            }
        }

        CompletableFuture<Committed> write(Bytes key) {
            return keyspace.write(
                    new Request(null, Command.Put.of(key, Bytes.EMPTY)),
                    10,
                    clock.monotonicNanos() + TimeUnit.SECONDS.toNanos(60));
        }

        /** By now nobody writes, and nobody sends: everything has its answer. */
        Set<Bytes> sent() {
            Set<Bytes> keys = ConcurrentHashMap.newKeySet();
            replica.proposed.forEach(proposed -> proposed.entry()
                    .batches()
                    .forEach(batch -> batch.requests().forEach(request -> keys.add(key(request)))));
            batches.forEach(
                    batch -> CommandCodec.decodeBatch(batch).requests().forEach(request -> keys.add(key(request))));
            return keys;
        }

        private static Bytes key(Request request) {
            return ((Command.Put) request.command()).key();
        }

        @Override
        public CompletableFuture<ForwardResult> forward(NodeId to, GroupId group, byte[] batch, Duration timeout) {
            batches.add(batch);
            List<Outcome> outcomes = CommandCodec.decodeBatch(batch).requests().stream()
                    .<Outcome>map(request -> new Outcome.PutDone(1, null))
                    .toList();
            return CompletableFuture.supplyAsync(
                    () -> new ForwardResult(
                            PeerStatus.OK, null, new LogPosition(1, 1), CommandCodec.encodeOutcomes(outcomes)),
                    delivery);
        }

        @Override
        public CompletableFuture<ReadIndexResult> readIndex(NodeId to, GroupId group, Duration timeout) {
            throw new UnsupportedOperationException("nobody reads");
        }

        @Override
        public LogPosition fetchSnapshot(NodeId from, GroupId group, Path directory) {
            throw new UnsupportedOperationException("nobody fetches");
        }
    }
}
