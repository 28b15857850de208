package io.quorate.jepsen.checker.floor;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FloorTest {
    @Test
    void shouldPassARunWithEnoughOfEverything() {
        CheckResult result = new Floor(10, 0.8, 2).check(history(20, 10));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.figures().get("share answered outside of faults")).isEqualTo(1.0);
        assertThat(result.figures().get("operations outside of faults")).isEqualTo(10L);
    }

    @Test
    void shouldFailARunWithTooLittle() {
        assertThat(kinds(new Floor(100, 0.8, 2).check(history(20, 10)))).containsExactly("too-few-answers");
        assertThat(kinds(new Floor(10, 0.8, 3).check(history(20, 10)))).containsExactly("too-few-faults");
        assertThat(kinds(new Floor(10, 0.8, 2).check(history(14, 10)))).containsExactly("too-low-ratio");
    }

    @Test
    void shouldNotPassARunThatWasNeverCalm() {
        CheckResult result = new Floor(1, 0.8, 2).check(history(20, 20));
        assertThat(result.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(kinds(result)).containsExactly("never-calm");
    }

    private static List<String> kinds(CheckResult result) {
        return result.anomalies().stream().map(Anomaly::kind).toList();
    }

    /** Twenty operations, of which the first are answered, and two faults that overlap during the first of them. */
    private static History history(int answered, long during) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Completion done =
                    i < answered ? Completion.ok(Seen.NOTHING, Receipt.NONE) : Completion.info("DEADLINE_EXCEEDED");
            ops.add(new Op(i, 0, 0, Invocation.write(WorkloadKind.REGISTER, 0, i + 1), done, i * 10L, i * 10L + 5));
        }
        List<FaultRecord> faults = List.of(
                fault(0, during * 5, FaultStatus.INSTALLED),
                fault(during * 5, during * 10 - 1, FaultStatus.INSTALLED),
                fault(during * 5, 10_000, FaultStatus.SKIPPED));
        return new History(0, List.of("n1"), ops, faults, List.of());
    }

    private static FaultRecord fault(long from, long to, FaultStatus status) {
        return new FaultRecord("kill", Set.of(), List.of(0), status, "", from, to);
    }
}
