package io.quorate.jepsen.report;

import static io.quorate.jepsen.report.SampleOps.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GapsTest {
    @Test
    void shouldFindTheTimeBetweenAcknowledgements() {
        Gaps gaps = Gaps.of(SampleOps.history(
                SampleOps.write(0, 1, 0, 10), SampleOps.lostWrite(1, 1, 20, 5_020), SampleOps.write(2, 1, 30, 4_010)));

        assertThat(gaps.longerThan(Duration.ofSeconds(1)))
                .containsExactly(
                        new Gap(OperationClass.WRITE, 20 * MILLI, 4_010 * MILLI, false),
                        new Gap(OperationClass.WRITE, 4_010 * MILLI, 5_020 * MILLI, true));
        assertThat(gaps.longest()).map(Gap::nanos).hasValue(3_990 * MILLI);
    }

    @Test
    void shouldTakeARefusedComparisonForAnAnswer() {
        Op refused = SampleOps.op(
                1,
                Invocation.cas(WorkloadKind.REGISTER, 1, 5, 6),
                Completion.mismatch(Seen.key(7, 1, 1), new Receipt(2, 1, 1)),
                5,
                900);
        Gaps gaps = Gaps.of(SampleOps.history(SampleOps.write(0, 1, 0, 10), refused, SampleOps.write(2, 1, 5, 1_500)));

        assertThat(gaps.longest()).map(Gap::nanos).hasValue(890 * MILLI);
    }

    @Test
    void shouldNotCountTimeInWhichNobodyAsked() {
        Gaps gaps = Gaps.of(SampleOps.history(SampleOps.write(0, 1, 0, 10), SampleOps.write(1, 1, 9_000, 9_015)));

        assertThat(gaps.longest()).map(Gap::nanos).hasValue(15 * MILLI);
    }

    @Test
    void shouldCountReadsApartFromWrites() {
        Gaps gaps = Gaps.of(SampleOps.history(
                SampleOps.write(0, 1, 0, 10),
                SampleOps.read(1, 1, 0, 11),
                SampleOps.failedRead(2, 1, 20, 30),
                SampleOps.write(3, 1, 20, 2_000),
                SampleOps.failedRead(4, 1, 40, 1_500)));

        assertThat(gaps.longerThan(Duration.ofSeconds(1)))
                .containsExactly(
                        new Gap(OperationClass.WRITE, 20 * MILLI, 2_000 * MILLI, false),
                        new Gap(OperationClass.LINEARIZABLE_READ, 20 * MILLI, 1_500 * MILLI, true));
    }

    @Test
    void shouldGiveAFaultTheLongestGapThatMeetsIt() {
        Gaps gaps = Gaps.of(SampleOps.history(
                SampleOps.write(0, 1, 0, 100),
                SampleOps.write(1, 1, 100, 400),
                SampleOps.write(2, 1, 400, 1_900),
                SampleOps.write(3, 1, 1_900, 2_000),
                SampleOps.write(4, 1, 4_600, 9_900)));

        assertThat(gaps.during(fault(500, 800)))
                .containsExactly(Map.entry(
                        OperationClass.WRITE, new Gap(OperationClass.WRITE, 400 * MILLI, 1_900 * MILLI, false)));
        assertThat(gaps.during(fault(1_950, 2_700)).values())
                .extracting(Gap::toNanos)
                .containsExactly(9_900 * MILLI);
        assertThat(gaps.during(fault(12_000, 13_000))).isEmpty();
    }

    @Test
    void shouldMeasureRecoveryByWhatWasCalledAfterwards() {
        Gaps gaps = Gaps.of(SampleOps.history(
                SampleOps.write(0, 1, 0, 900),
                SampleOps.read(1, 1, 700, 850),
                SampleOps.write(2, 1, 810, 1_000),
                SampleOps.read(3, 1, 900, 905)));

        assertThat(gaps.recovery(800 * MILLI)).hasValue(200 * MILLI);
        assertThat(gaps.recovery(850 * MILLI)).hasValue(55 * MILLI);
        assertThat(gaps.recovery(950 * MILLI)).isEmpty();
    }

    @Test
    void shouldNotCallAClassRecoveredThatIsStillRefused() {
        Gaps gaps = Gaps.of(SampleOps.history(
                SampleOps.write(0, 1, 0, 10),
                SampleOps.read(1, 1, 100, 110),
                SampleOps.lostWrite(2, 1, 200, 900),
                SampleOps.read(3, 1, 210, 220)));

        assertThat(gaps.recovery(50 * MILLI)).isEmpty();
        assertThat(gaps.recovery(205 * MILLI)).hasValue(15 * MILLI);
    }

    private static FaultRecord fault(long from, long to) {
        return new FaultRecord(
                "kill", Set.of("leader"), List.of(0), FaultStatus.INSTALLED, "", from * MILLI, to * MILLI);
    }
}
