package io.quorate.jepsen.report;

import static io.quorate.jepsen.report.Ops.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    @Test
    void shouldFindTheTimeBetweenAcknowledgements() {
        Availability availability = Availability.of(
                Ops.history(Ops.write(0, 1, 0, 10), Ops.lostWrite(1, 1, 20, 5_020), Ops.write(2, 1, 30, 4_010)));

        assertThat(availability.longerThan(Duration.ofSeconds(1)))
                .containsExactly(
                        new Gap(OperationClass.WRITE, 20 * MILLI, 4_010 * MILLI, false),
                        new Gap(OperationClass.WRITE, 4_010 * MILLI, 5_020 * MILLI, true));
        assertThat(availability.longest()).map(Gap::nanos).hasValue(3_990 * MILLI);
    }

    @Test
    void shouldNotCountTimeInWhichNobodyAsked() {
        Availability availability = Availability.of(Ops.history(Ops.write(0, 1, 0, 10), Ops.write(1, 1, 9_000, 9_015)));

        assertThat(availability.longest()).map(Gap::nanos).hasValue(15 * MILLI);
    }

    @Test
    void shouldCountReadsApartFromWrites() {
        Availability availability = Availability.of(Ops.history(
                Ops.write(0, 1, 0, 10),
                Ops.read(1, 1, 0, 11),
                Ops.failedRead(2, 1, 20, 30),
                Ops.write(3, 1, 20, 2_000),
                Ops.failedRead(4, 1, 40, 1_500)));

        assertThat(availability.longerThan(Duration.ofSeconds(1)))
                .containsExactly(
                        new Gap(OperationClass.WRITE, 20 * MILLI, 2_000 * MILLI, false),
                        new Gap(OperationClass.LINEARIZABLE_READ, 20 * MILLI, 1_500 * MILLI, true));
    }

    @Test
    void shouldGiveAFaultTheLongestGapThatMeetsIt() {
        Availability availability = Availability.of(Ops.history(
                Ops.write(0, 1, 0, 100),
                Ops.write(1, 1, 100, 400),
                Ops.write(2, 1, 400, 1_900),
                Ops.write(3, 1, 1_900, 2_000),
                Ops.write(4, 1, 4_600, 9_900)));

        assertThat(availability.during(fault(500, 800)))
                .containsExactly(Map.entry(
                        OperationClass.WRITE, new Gap(OperationClass.WRITE, 400 * MILLI, 1_900 * MILLI, false)));
        assertThat(availability.during(fault(1_950, 2_700)).values())
                .extracting(Gap::toNanos)
                .containsExactly(9_900 * MILLI);
        assertThat(availability.during(fault(12_000, 13_000))).isEmpty();
    }

    @Test
    void shouldMeasureRecoveryByWhatWasCalledAfterwards() {
        Availability availability = Availability.of(Ops.history(
                Ops.write(0, 1, 0, 900),
                Ops.read(1, 1, 700, 850),
                Ops.write(2, 1, 810, 1_000),
                Ops.read(3, 1, 900, 905)));

        assertThat(availability.recovery(800 * MILLI)).hasValue(200 * MILLI);
        assertThat(availability.recovery(850 * MILLI)).hasValue(55 * MILLI);
        assertThat(availability.recovery(950 * MILLI)).isEmpty();
    }

    @Test
    void shouldNotCallAClassRecoveredThatIsStillRefused() {
        Availability availability = Availability.of(Ops.history(
                Ops.write(0, 1, 0, 10), Ops.read(1, 1, 100, 110), Ops.lostWrite(2, 1, 200, 900), Ops.read(3, 1, 210, 220)));

        assertThat(availability.recovery(50 * MILLI)).isEmpty();
        assertThat(availability.recovery(205 * MILLI)).hasValue(15 * MILLI);
    }

    private static FaultRecord fault(long from, long to) {
        return new FaultRecord(
                "kill", Set.of("leader"), List.of(0), FaultStatus.INSTALLED, "", from * MILLI, to * MILLI);
    }
}
