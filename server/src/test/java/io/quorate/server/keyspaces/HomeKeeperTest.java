package io.quorate.server.keyspaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import io.quorate.server.request.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Leaderships that go home, seen from n3 in hangzhou; n1 and n2 are in shanghai. */
class HomeKeeperTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final NodeId N3 = new NodeId("n3");
    private static final GroupId GROUP = new GroupId(new UUID(1, 2));
    private static final long LAST = 1_000;

    private final ManualTimer time = new ManualTimer();
    private final Map<NodeId, PeerProgress> peers = new LinkedHashMap<>();
    private final List<NodeId> moves = new ArrayList<>();
    private CompletableFuture<Void> move = new CompletableFuture<>();
    private KeyspaceSpec spec = new KeyspaceSpec("orders", GROUP, "cross-city", List.of(N1, N2, N3), "shanghai", true);
    private @Nullable NodeId leader = N3;
    private Set<NodeId> drained = Set.of();
    private LeaseState lease = LeaseState.VALID;
    private final HomeKeeper keeper = new HomeKeeper(
            () -> List.of(spec),
            new Groups(),
            new HomeRule(
                    List.of(
                            new Location(N1, "sh-a", "shanghai"),
                            new Location(N2, "sh-b", "shanghai"),
                            new Location(N3, "hz-a", "hangzhou")),
                    (nodes, home) -> nodes,
                    500),
            () -> drained,
            HomeKeeper.Pace.STANDARD,
            time,
            Metrics.none());

    HomeKeeperTest() {
        peer(N1, LAST, 10);
        peer(N2, LAST, 10);
    }

    private final class Groups implements Leaderships {
        @Override
        public Optional<GroupStatus> status(GroupId group) {
            return Optional.of(new GroupStatus(
                    N3, leader, 3, LAST, LAST, new LogPosition(3, LAST), lease, List.copyOf(peers.values())));
        }

        @Override
        public CompletableFuture<Void> move(GroupId group, NodeId to, long deadlineNanos) {
            assertThat(deadlineNanos).isGreaterThan(time.monotonicNanos());
            moves.add(to);
            move = new CompletableFuture<>();
            return move;
        }
    }

    private void peer(NodeId node, long match, long silent) {
        peers.put(node, new PeerProgress(node, match, silent));
    }

    private void lookFor(Duration duration) {
        for (long passed = 0; passed <= duration.toMillis(); passed += 500) {
            keeper.run();
            time.advance(500);
        }
    }

    @Test
    void shouldHandOverToTheVoterAtHomeThatLacksLeast() {
        peer(N1, LAST - 5, 10);
        lookFor(Duration.ofSeconds(4));
        assertThat(moves).as("not before it has been fit for a while").isEmpty();

        lookFor(Duration.ofSeconds(2));

        assertThat(moves).containsExactly(N2);
    }

    @Test
    void shouldPreferTheFirstOfEquals() {
        lookFor(Duration.ofSeconds(6));

        assertThat(moves).containsExactly(N1);
    }

    @Test
    void shouldStayWhereItIsAtHomeOrHasNone() {
        spec = spec.homeAt("hz-a");
        lookFor(Duration.ofSeconds(10));
        spec = spec.homeAt(null);
        lookFor(Duration.ofSeconds(10));

        assertThat(moves).isEmpty();
    }

    /** Who has been fit all the time need not wait again. */
    @Test
    void shouldGoAtOnceWhenTheHomeIsChanged() {
        spec = spec.homeAt("hangzhou");
        lookFor(Duration.ofSeconds(6));
        spec = spec.homeAt("n2");

        keeper.run();

        assertThat(moves).containsExactly(N2);
    }

    @Test
    void shouldNotHandOverToWhoIsSilentOrFarBehindOrHasJustComeBack() {
        peer(N1, LAST, 600);
        peer(N2, LAST - 101, 10);
        lookFor(Duration.ofSeconds(10));
        peer(N1, -1, -1);
        lookFor(Duration.ofSeconds(10));
        assertThat(moves).isEmpty();

        peer(N1, LAST, 10);
        lookFor(Duration.ofSeconds(3));
        peer(N1, LAST, 600);
        lookFor(Duration.ofSeconds(1));
        peer(N1, LAST, 10);
        lookFor(Duration.ofSeconds(4));
        assertThat(moves).isEmpty();
        lookFor(Duration.ofSeconds(2));
        assertThat(moves).containsExactly(N1);
    }

    @Test
    void shouldDoNothingUnlessItLeadsAndServes() {
        for (LeaseState each : List.of(LeaseState.FOLLOWER, LeaseState.WAITING_OUT, LeaseState.RELEASED)) {
            lease = each;
            lookFor(Duration.ofSeconds(10));
        }
        lease = LeaseState.VALID;
        leader = N1;
        lookFor(Duration.ofSeconds(10));
        leader = null;
        lookFor(Duration.ofSeconds(10));
        assertThat(moves).isEmpty();

        leader = N3;
        lookFor(Duration.ofSeconds(4));
        assertThat(moves)
                .as("what it knew from an earlier leadership counts no more")
                .isEmpty();
    }

    @Test
    void shouldLeaveADrainedNodeForHomeElseForTheNearest() {
        spec = spec.homeAt("hz-a");
        lookFor(Duration.ofSeconds(6));
        drained = Set.of(N3);

        keeper.run();
        assertThat(moves).as("no voter at home is left").containsExactly(N1);
        move.complete(null);
        spec = spec.homeAt("sh-b");
        lookFor(Duration.ofSeconds(6));

        assertThat(moves).containsExactly(N1, N2);
        assertThat(keeper.whyHere(GROUP)).isEmpty();
    }

    @Test
    void shouldNotGoHomeToADrainedNode() {
        drained = Set.of(N1);
        lookFor(Duration.ofSeconds(6));
        assertThat(moves).containsExactly(N2);
        move.complete(null);

        drained = Set.of(N1, N2);
        lookFor(Duration.ofSeconds(60));

        assertThat(moves).as("and stays where it is when all at home are").hasSize(1);
        assertThat(keeper.whyHere(GROUP)).contains("n1 is drained, n2 is drained");
    }

    @Test
    void shouldSayWhatIsAgainstLeaving() {
        drained = Set.of(N3, N1);
        peer(N2, LAST - 200, 10);
        keeper.run();
        assertThat(keeper.whyHere(GROUP)).contains("n1 is drained, n2 lacks 200 entries of the log");

        peer(N2, LAST, 3_200);
        keeper.run();
        assertThat(keeper.whyHere(GROUP)).contains("n1 is drained, n2 has not answered for 3.2 s");
        peer(N2, LAST, -1);
        keeper.run();
        assertThat(keeper.whyHere(GROUP)).contains("n1 is drained, n2 has not answered yet");

        peer(N2, LAST, 10);
        keeper.run();
        time.advance(2_000);
        keeper.run();
        assertThat(keeper.whyHere(GROUP)).contains("n1 is drained, n2 has been fit for 2 of 5 s");
        lookFor(Duration.ofSeconds(4));
        assertThat(moves).containsExactly(N2);
        move.completeExceptionally(new IllegalStateException("not taken"));
        keeper.run();
        assertThat(keeper.whyHere(GROUP).orElse("")).startsWith("n2 did not take over, it is tried again in ");
        drained = Set.of();
        spec = spec.homeAt(null);
        keeper.run();
        assertThat(keeper.whyHere(GROUP)).isEmpty();
    }

    @Test
    void shouldAskAnotherAfterOneThatDidNotTakeOver() {
        drained = Set.of(N3);
        lookFor(Duration.ofSeconds(6));
        assertThat(moves).containsExactly(N1);

        move.completeExceptionally(new IllegalStateException("not taken"));
        lookFor(Duration.ofSeconds(6));

        assertThat(moves).containsExactly(N1, N2);
    }

    @Test
    void shouldRestAfterAHandoverThatFailed() {
        lookFor(Duration.ofSeconds(6));
        lookFor(Duration.ofSeconds(40));
        assertThat(moves).as("one at a time").hasSize(1);

        move.completeExceptionally(new IllegalStateException("not taken"));
        keeper.run();
        assertThat(moves).hasSize(2);
        move.completeExceptionally(new IllegalStateException("not taken"));
        lookFor(Duration.ofSeconds(28));
        assertThat(moves).hasSize(2);
        lookFor(Duration.ofSeconds(3));
        assertThat(moves).hasSize(3);
    }

    /** An operator who switches elsewhere waits for that, and has about as long a patience. */
    @Test
    void shouldNotRestFromWhatFailedBeforeTheHomeWasChanged() {
        lookFor(Duration.ofSeconds(6));
        move.completeExceptionally(new IllegalStateException("not taken"));
        keeper.run();
        assertThat(moves).as("it rests").containsExactly(N1);

        spec = spec.homeAt("n2");
        keeper.run();

        assertThat(moves).containsExactly(N1, N2);
    }
}
