package io.quorate.server.keyspaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.request.ManualTimer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LagWatchTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final NodeId N2 = new NodeId("n2");
    private static final GroupId GROUP = new GroupId(new UUID(1, 2));

    private final ManualTimer time = new ManualTimer();
    private long committed = 10;
    private NodeId leader = N1;
    private final LagWatch lags = new LagWatch(
            () -> List.of(new KeyspaceSpec("k", GROUP, "same-city", List.of(N1, N2), null, true)), new Groups(), time);

    LagWatchTest() {}

    private final class Groups implements Leaderships {
        @Override
        public Optional<GroupStatus> status(GroupId group) {
            return Optional.of(new GroupStatus(
                    N1, leader, 3, committed, committed, new LogPosition(3, committed), LeaseState.VALID, List.of()));
        }

        @Override
        public CompletableFuture<Void> move(GroupId group, NodeId to, long deadlineNanos) {
            throw new UnsupportedOperationException("nobody is moved");
        }
    }

    private void lookAfter(long millis) {
        time.advance(millis);
        lags.run();
    }

    @Test
    void shouldTellSinceWhenSomethingLacks() {
        assertThat(lags.lackedMillis(GROUP, 0)).as("never looked").isZero();
        lags.run();
        lookAfter(500);
        committed = 20;
        lookAfter(500);
        lookAfter(60_000);

        assertThat(lags.lackedMillis(GROUP, 20)).isZero();
        assertThat(lags.lackedMillis(GROUP, 21)).isZero();
        assertThat(lags.lackedMillis(GROUP, 19)).isEqualTo(60_000);
        assertThat(lags.lackedMillis(GROUP, 10)).isEqualTo(60_000);
        assertThat(lags.lackedMillis(GROUP, 9)).isEqualTo(61_000);
    }

    @Test
    void shouldForgetWhatItKnewFromAnEarlierLeadership() {
        lags.run();
        time.advance(1_000);
        assertThat(lags.lackedMillis(GROUP, 9)).isEqualTo(1_000);
        leader = N2;
        lags.run();

        assertThat(lags.lackedMillis(GROUP, 9)).isZero();
    }

    /** What is kept is bounded; never says more than is so, and the oldest is remembered. */
    @Test
    void shouldNeverOverstateHoweverLongItRuns() {
        long start = time.monotonicNanos();
        for (int i = 0; i < 10_000; i++) {
            committed = 100L + i;
            lags.run();
            time.advance(500);
        }

        long sinceStart = (time.monotonicNanos() - start) / 1_000_000;
        assertThat(lags.lackedMillis(GROUP, 99)).isEqualTo(sinceStart);
        for (int held = 99; held < 10_099; held += 7) {
            long exact = sinceStart - (held - 99) * 500L;
            assertThat(lags.lackedMillis(GROUP, held)).isBetween(held > 10_060 ? exact - 500 : 0, exact);
        }
    }
}
