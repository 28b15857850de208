package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.leadership.LeaderLease;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProposalsTest {
    private static final long SECOND = 1_000_000_000L;

    private final ManualTimer timer = new ManualTimer();
    private final LeaderLease lease =
            new LeaderLease(timer, new LeaderLease.Settings(Duration.ofMillis(500), 0.01, true));
    private final FakeReplica replica = new FakeReplica(lease, timer);
    private final Proposals proposals = new Proposals(
            replica,
            lease,
            new RequestLimits(8, 1 << 20, 4, 1 << 16, 2, Duration.ofMillis(10), ReadSettings.defaults()),
            new Proposals.Proposer("n1", 1),
            new Proposals.Crew(timer, timer, timer),
            Metrics.none());

    private PendingWrite write(long patience) {
        Request request = new Request(null, Command.Put.of(Bytes.utf8("k"), Bytes.EMPTY));
        return new PendingWrite(CommandCodec.encodeRequest(request), false, timer.monotonicNanos() + patience);
    }

    /** A client that tries on for an hour without a leader must not fill the memory. */
    @Test
    void shouldForgetWhatHasRunOutOfTimeWhileNobodyLed() {
        for (int i = 0; i < 100; i++) {
            proposals.submit(write(SECOND));
        }
        PendingWrite patient = write(5 * SECOND);
        proposals.submit(patient);
        assertThat(proposals.waiting()).isEqualTo(101);

        timer.advance(2000);
        proposals.expire(timer.monotonicNanos());
        proposals.pump();

        assertThat(proposals.waiting()).isEqualTo(1);
        assertThat(patient).isNotDone();
        lease.becameLeader(1);
        lease.leaderReady(1, true);
        proposals.pump();
        assertThat(replica.proposed).hasSize(1);
        assertThat(proposals.waiting()).isZero();
    }
}
