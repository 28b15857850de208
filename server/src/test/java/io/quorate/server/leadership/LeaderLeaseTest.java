package io.quorate.server.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.leadership.LeaderLease.Phase;
import io.quorate.server.leadership.LeaderLease.Settings;
import io.quorate.server.replication.GroupStatus.LeaseState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderLeaseTest {
    private static final long D = 1_000_000;
    private static final Settings SETTINGS = new Settings(Duration.ofNanos(D), 0.01, true);
    private static final long W = SETTINGS.waitOut().toNanos();

    private final DrivenClock clock = new DrivenClock();
    private final List<String> changes = new ArrayList<>();
    private final LeaderLease lease =
            new LeaderLease(clock, SETTINGS, (term, from, to) -> changes.add(term + " " + from + " " + to));

    // Grant.

    @Test
    void shouldBeValidFromCommitUntilDurationAfterProposal() {
        long proposed = serving(1);
        clock.advance(D / 4);
        assertThat(lease.isLeaseValid(1)).isFalse();

        lease.committed(1, proposed);

        assertThat(lease.isLeaseValid(1)).isTrue();
        assertThat(lease.validUntilNanos()).isEqualTo(proposed + D);
        clock.advance(D - D / 4 - 1);
        assertThat(lease.isLeaseValid(1)).isTrue();
        clock.advance(1);
        assertThat(lease.isLeaseValid(1)).isFalse();
    }

    @Test
    void shouldCountFromProposalAndNotFromCommit() {
        long proposed = serving(1);
        clock.advance(D);

        lease.committed(1, proposed);

        assertThat(lease.isLeaseValid(1)).isFalse();
    }

    @Test
    void shouldNeverMoveTheLeaseBackwards() {
        long first = serving(1);
        clock.advance(10);
        long second = clock.monotonicNanos();
        lease.committed(1, second);

        lease.committed(1, first);

        assertThat(lease.validUntilNanos()).isEqualTo(second + D);
    }

    @Test
    void shouldRenewWithEveryCommittedEntry() {
        long proposed = serving(1);
        lease.committed(1, proposed);
        clock.advance(D - 1);

        lease.committed(1, clock.monotonicNanos());

        clock.advance(D - 1);
        assertThat(lease.isLeaseValid(1)).isTrue();
    }

    @Test
    void shouldGrantNothingForAnEntryOfAnotherTerm() {
        long proposed = serving(2);

        lease.committed(1, proposed);
        lease.committed(3, proposed);

        assertThat(lease.isLeaseValid(2)).isFalse();
        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.mayPropose(1)).isFalse();
        assertThat(lease.mayPropose(2)).isTrue();
    }

    @Test
    void shouldGrantNothingForAnEntryProposedBeforeTheWaitOutWasOver() {
        lease.entryReceived();
        lease.leaderReady(1, false);
        clock.advance(W - 1);
        long proposed = clock.monotonicNanos();
        clock.advance(1);

        lease.committed(1, proposed);

        assertThat(lease.mayPropose(1)).isTrue();
        assertThat(lease.isLeaseValid(1)).isFalse();
    }

    @Test
    void shouldGrantNothingToAFollower() {
        lease.committed(1, clock.monotonicNanos());
        lease.committed(LeaderLease.NO_TERM, clock.monotonicNanos());

        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.isLeaseValid(LeaderLease.NO_TERM)).isFalse();
    }

    @Test
    void shouldNeverServeUnderLeaseWhenLeaseReadsAreOff() {
        LeaderLease off = new LeaderLease(clock, new Settings(Duration.ofNanos(D), 0.01, false));
        off.leaderReady(1, false);
        assertThat(off.mayPropose(1)).isFalse();
        clock.advance(W);

        off.committed(1, clock.monotonicNanos());

        assertThat(off.mayPropose(1)).isTrue();
        assertThat(off.isLeaseValid(1)).isFalse();
        assertThat(off.shouldRenew()).isFalse();
        assertThat(off.state()).isEqualTo(LeaseState.EXPIRED);
    }

    // Wait-out.

    @Test
    void shouldOutlastASlowClockWithAFastOne() {
        // The former leader's clock runs at 1 - rho, ours at 1 + rho, for each bound that may be set.
        for (double rho : new double[] {0, 1e-6, 0.0005, 0.01, 0.1, 0.3, 0.5}) {
            for (long nanos : new long[] {1, 7, 1_000, 599_999_999, 600_000_000}) {
                double leaseInRealTime = nanos / (1 - rho);
                long waitOut = new Settings(Duration.ofNanos(nanos), rho, true)
                        .waitOut()
                        .toNanos();
                double waitInRealTime = waitOut / (1 + rho);

                assertThat(waitInRealTime)
                        .as("D %d rho %s", nanos, rho)
                        .isGreaterThanOrEqualTo(leaseInRealTime)
                        .isLessThan(leaseInRealTime + 3);
            }
        }
    }

    @Test
    void shouldWaitFromReceiptOfTheLastEntry() {
        clock.advance(3 * W);
        lease.entryReceived();
        clock.advance(W / 2);
        lease.becameLeader(1);
        lease.leaderReady(1, false);

        assertThat(lease.phase()).isEqualTo(Phase.WAITING_OUT);
        assertThat(lease.state()).isEqualTo(LeaseState.WAITING_OUT);
        assertThat(lease.waitOutLeft()).isEqualTo(Duration.ofNanos(W - W / 2));
        clock.advance(W - W / 2 - 1);
        assertThat(lease.mayPropose(1)).isFalse();
        assertThat(lease.mayAppend(1)).isFalse();
        assertThat(lease.servingTerm()).isEqualTo(LeaderLease.NO_TERM);
        assertThat(lease.beginRelease(1)).isFalse();

        clock.advance(1);

        assertThat(lease.mayPropose(1)).isTrue();
        assertThat(lease.mayAppend(1)).isTrue();
        assertThat(lease.servingTerm()).isEqualTo(1);
        assertThat(lease.waitOutLeft()).isZero();
        assertThat(lease.state()).isEqualTo(LeaseState.EXPIRED);
    }

    @Test
    void shouldWaitFromBootWhenNothingWasReceivedSince() {
        clock.advance(W - 1);
        lease.leaderReady(1, false);
        assertThat(lease.mayPropose(1)).isFalse();

        clock.advance(1);

        assertThat(lease.mayPropose(1)).isTrue();
    }

    @Test
    void shouldWaitFromSnapshotInstallation() {
        clock.advance(W);
        lease.receiptUnknown();
        lease.leaderReady(1, false);

        assertThat(lease.mayPropose(1)).isFalse();
    }

    @Test
    void shouldNotWaitWhenTheLastReceiptIsLongAgo() {
        clock.advance(W);

        lease.leaderReady(1, false);

        assertThat(lease.mayPropose(1)).isTrue();
    }

    @Test
    void shouldDoNothingBeforeItIsReady() {
        clock.advance(W);

        lease.becameLeader(1);
        lease.committed(1, clock.monotonicNanos());

        assertThat(lease.leadingTerm()).isEqualTo(1);
        assertThat(lease.servingTerm()).isEqualTo(LeaderLease.NO_TERM);
        assertThat(lease.phase()).isEqualTo(Phase.ELECTED);
        assertThat(lease.state()).isEqualTo(LeaseState.WAITING_OUT);
        assertThat(lease.mayPropose(1)).isFalse();
        assertThat(lease.mayAppend(1)).isFalse();
        assertThat(lease.isLeaseValid(1)).isFalse();
    }

    // Leadership comes and goes.

    @Test
    void shouldNotWaitForItsOwnEntriesWhenElectedAgain() {
        long proposed = serving(1);
        lease.committed(1, proposed);
        lease.lostLeadership();

        lease.leaderReady(3, false);

        assertThat(lease.mayPropose(3)).isTrue();
    }

    @Test
    void shouldWaitForTheLeaderInBetweenWhenElectedAgain() {
        long proposed = serving(1);
        lease.committed(1, proposed);
        lease.lostLeadership();
        lease.entryReceived();

        lease.leaderReady(3, false);

        assertThat(lease.mayPropose(3)).isFalse();
        clock.advance(W);
        assertThat(lease.mayPropose(3)).isTrue();
    }

    @Test
    void shouldNotKeepALeaseAcrossLeaderships() {
        long proposed = serving(1);
        lease.committed(1, proposed);
        lease.lostLeadership();
        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.state()).isEqualTo(LeaseState.FOLLOWER);

        lease.leaderReady(3, false);

        assertThat(lease.isLeaseValid(3)).isFalse();
        assertThat(lease.isLeaseValid(1)).isFalse();
    }

    @Test
    void shouldDropTheOldLeaseWhenElectedAgainWithoutNewsOfTheLoss() {
        long proposed = serving(1);
        lease.committed(1, proposed);

        lease.becameLeader(3);

        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.isLeaseValid(3)).isFalse();
        assertThat(lease.mayPropose(1)).isFalse();
        assertThat(lease.mayPropose(3)).isFalse();
        assertThat(changes).endsWith("1 SERVING FOLLOWING", "3 FOLLOWING ELECTED");
    }

    @Test
    void shouldNotVouchForAReadBegunInAnEarlierLeadership() {
        serving(1);
        long term = lease.servingTerm();
        lease.lostLeadership();
        lease.leaderReady(3, true);
        lease.committed(3, clock.monotonicNanos());

        assertThat(lease.isLeaseValid(3)).isTrue();
        assertThat(lease.isLeaseValid(term)).isFalse();
    }

    @Test
    void shouldIgnoreLateNewsOfAnEndedLeadership() {
        serving(2);
        lease.lostLeadership();

        lease.becameLeader(2);
        lease.leaderReady(2, true);
        lease.becameLeader(1);

        assertThat(lease.phase()).isEqualTo(Phase.FOLLOWING);
        assertThat(lease.leadingTerm()).isEqualTo(LeaderLease.NO_TERM);
    }

    @Test
    void shouldKeepANewerLeadershipWhenAnOlderOneIsReportedLost() {
        serving(3);

        lease.lostLeadership(2);
        assertThat(lease.mayPropose(3)).isTrue();

        lease.lostLeadership(3);
        assertThat(lease.mayPropose(3)).isFalse();
        lease.becameLeader(3);
        assertThat(lease.phase()).isEqualTo(Phase.FOLLOWING);
    }

    @Test
    void shouldNotBeginTheWaitOutAgainWhenReadyIsReportedTwice() {
        serving(1);
        lease.entryReceived();

        lease.leaderReady(1, false);

        assertThat(lease.mayPropose(1)).isTrue();
    }

    // Release.

    @Test
    void shouldNotWaitWhenAReleaseWasLast() {
        lease.entryReceived();

        lease.leaderReady(1, true);

        assertThat(lease.mayPropose(1)).isTrue();
        lease.committed(1, clock.monotonicNanos());
        assertThat(lease.isLeaseValid(1)).isTrue();
    }

    @Test
    void shouldStopEverythingWhenAReleaseBegins() {
        long proposed = serving(1);
        lease.committed(1, proposed);
        clock.advance(10);

        assertThat(lease.beginRelease(1)).isTrue();

        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.mayPropose(1)).isFalse();
        assertThat(lease.servingTerm()).isEqualTo(LeaderLease.NO_TERM);
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
        clock.advance(1);
        long late = clock.monotonicNanos();
        lease.committed(1, late);
        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.validUntilNanos()).isLessThan(late);
        lease.released(1);
        lease.committed(1, late);
        assertThat(lease.validUntilNanos()).isLessThanOrEqualTo(late);
        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.state()).isEqualTo(LeaseState.RELEASED);
    }

    @Test
    void shouldServeAfterACancelledReleaseOnlyByAnEntryProposedSince() {
        long before = serving(1);
        lease.committed(1, before);
        clock.advance(10);
        assertThat(lease.beginRelease(1)).isTrue();
        long between = clock.monotonicNanos();
        clock.advance(10);
        lease.released(1);

        lease.cancelRelease(1);

        assertThat(lease.mayPropose(1)).isTrue();
        assertThat(lease.isLeaseValid(1)).isFalse();
        lease.committed(1, before);
        lease.committed(1, between);
        lease.committed(1, clock.monotonicNanos());
        assertThat(lease.isLeaseValid(1)).isFalse();
        clock.advance(1);
        lease.committed(1, clock.monotonicNanos());
        assertThat(lease.isLeaseValid(1)).isTrue();
    }

    @Test
    void shouldIgnoreReleaseNewsOfAnotherTermOrPhase() {
        long proposed = serving(2);
        lease.committed(2, proposed);

        assertThat(lease.beginRelease(1)).isFalse();
        lease.released(2);
        lease.cancelRelease(2);

        assertThat(lease.isLeaseValid(2)).isTrue();
        assertThat(lease.beginRelease(2)).isTrue();
        lease.released(1);
        assertThat(lease.phase()).isEqualTo(Phase.RELEASING);
        lease.cancelRelease(1);
        assertThat(lease.mayPropose(2)).isFalse();
    }

    @Test
    void shouldLetWhatIsOnItsWayIntoTheLogOnlyInTheTermItWasProposedIn() {
        serving(1);
        assertThat(lease.mayAppend(1)).isTrue();
        assertThat(lease.mayAppend(2)).isFalse();

        assertThat(lease.beginRelease(1)).isTrue();
        assertThat(lease.mayAppend(1)).isTrue();
        lease.released(1);
        assertThat(lease.mayAppend(1)).isTrue();

        lease.lostLeadership();
        assertThat(lease.mayAppend(1)).isFalse();
        assertThat(lease.mayAppend(LeaderLease.NO_TERM)).isFalse();
    }

    // Clock faults, renewal, settings, listener.

    @Test
    void shouldDropTheLeaseWhenTimeJumps() {
        long before = serving(1);
        lease.committed(1, before);

        lease.timeJump();

        assertThat(lease.isLeaseValid(1)).isFalse();
        assertThat(lease.mayPropose(1)).isTrue();
        lease.committed(1, before);
        assertThat(lease.isLeaseValid(1)).isFalse();
        clock.advance(1);
        lease.committed(1, clock.monotonicNanos());
        assertThat(lease.isLeaseValid(1)).isTrue();
    }

    @Test
    void shouldBeginTheWaitOutAgainWhenTimeJumps() {
        lease.leaderReady(1, false);
        clock.advance(W - 1);

        lease.timeJump();
        clock.advance(W - 1);

        assertThat(lease.mayPropose(1)).isFalse();
        clock.advance(1);
        assertThat(lease.mayPropose(1)).isTrue();
    }

    @Test
    void shouldNotBeginAWaitOutAgainThatIsOver() {
        lease.leaderReady(1, false);
        clock.advance(W);

        lease.timeJump();

        assertThat(lease.mayPropose(1)).isTrue();
    }

    @Test
    void shouldHoldReceiptsForNewWhenTimeJumpsOnAFollower() {
        clock.advance(W);
        lease.timeJump();

        lease.leaderReady(1, false);

        assertThat(lease.mayPropose(1)).isFalse();
    }

    @Test
    void shouldAskOnceForRenewalWhenHalfTheLeaseHasRun() {
        assertThat(lease.shouldRenew()).isFalse();
        long proposed = serving(1);
        lease.committed(1, proposed);
        clock.advance(D / 2);
        assertThat(lease.shouldRenew()).isFalse();
        clock.advance(1);

        assertThat(lease.shouldRenew()).isTrue();

        assertThat(lease.shouldRenew()).isFalse();
        clock.advance(D / 4);
        assertThat(lease.shouldRenew()).isTrue();
        lease.committed(1, clock.monotonicNanos());
        clock.advance(D / 4);
        assertThat(lease.shouldRenew()).isFalse();
    }

    @Test
    void shouldRefuseSettingsThatProveNothing() {
        assertThatThrownBy(() -> new Settings(Duration.ZERO, 0.01, true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings(Duration.ofMillis(-1), 0.01, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings(Duration.ofMillis(1), -0.01, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings(Duration.ofMillis(1), 0.51, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Settings(Duration.ofMillis(1), Double.NaN, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldTellTheListenerOfEveryPhase() {
        lease.becameLeader(1);
        lease.leaderReady(1, false);
        clock.advance(W);
        assertThat(lease.beginRelease(1)).isTrue();
        lease.released(1);
        lease.cancelRelease(1);
        lease.committed(1, clock.monotonicNanos());
        lease.lostLeadership();

        assertThat(changes)
                .containsExactly(
                        "1 FOLLOWING ELECTED",
                        "1 ELECTED WAITING_OUT",
                        "1 WAITING_OUT SERVING",
                        "1 SERVING RELEASING",
                        "1 RELEASING RELEASED",
                        "1 RELEASED SERVING",
                        "1 SERVING FOLLOWING");
    }

    /** Makes the lease serve in a term; answers the time at which something may be proposed. */
    private long serving(long term) {
        clock.advance(W);
        lease.leaderReady(term, false);
        assertThat(lease.mayPropose(term)).isTrue();
        return clock.monotonicNanos();
    }
}
