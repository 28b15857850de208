package io.quorate.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HarnessStallTest {
    private static final CheckResult OUTAGE = failed("available");
    private static final CheckResult STALE = failed("linearizable");

    @Test
    void shouldJudgeConsistencyWhateverTheHarnessStoodStillFor() {
        HarnessStall stall = new HarnessStall(4_000);

        assertThat(stall.verdict(0).verdict()).isEqualTo(Verdict.PASS);
        assertThat(stall.excuse(STALE)).isEqualTo(STALE);
    }

    @Test
    void shouldNotBlameAnOutageOnTheClusterThatMayBeTheHarnesssOwn() {
        CheckResult excused = new HarnessStall(1_001).excuse(OUTAGE);

        assertThat(excused.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(excused.anomalies()).extracting(Anomaly::kind).containsExactly("harness-stalled", "found");
        assertThat(new HarnessStall(1_000).excuse(OUTAGE)).isEqualTo(OUTAGE);
    }

    @Test
    void shouldNotPassARunThatTheHarnessDidNotSee() {
        CheckResult own = new HarnessStall(HarnessStall.LONGEST_TO_JUDGE + 1).verdict(7);

        assertThat(own.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(own.anomalies()).extracting(Anomaly::kind).containsExactly("harness-stalled");
        assertThat(own.figures()).containsEntry("garbage collection ms", 7L);
    }

    private static CheckResult failed(String checker) {
        return new CheckResult(
                checker, Verdict.FAIL, 10, List.of(new Anomaly("found", "something", List.of())), Map.of());
    }
}
