package io.quorate.jepsen.checker.session;

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
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {
    @Test
    void shouldForgiveANodeThatWasRestarted() {
        List<Op> ops = List.of(read(0, 0, 10, 20, 9), read(1, 0, 50, 60, 7));
        CheckResult result = check(ops, fault("kill", 0, FaultStatus.INSTALLED));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.figures().get("reads that went back after a restart")).isEqualTo(1L);
    }

    @Test
    void shouldNotForgiveForAnotherNodeOrAnotherFault() {
        List<Op> ops = List.of(read(0, 0, 10, 20, 9), read(1, 0, 50, 60, 7));
        assertThat(check(ops, fault("kill", 1, FaultStatus.INSTALLED)).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(check(ops, fault("pause", 0, FaultStatus.INSTALLED)).verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(check(ops, fault("kill", 0, FaultStatus.SKIPPED)).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldLetSerializableReadsDifferFromNodeToNode() {
        List<Op> ops = List.of(read(0, 0, 10, 20, 9), read(1, 1, 50, 60, 7));
        assertThat(check(ops).verdict()).isEqualTo(Verdict.PASS);
    }

    /** Whatever answered before, at whatever level and node, also names what a session read must show. */
    @Test
    void shouldHoldASessionReadToAllThatItsProcessWasAnswered() {
        Op first = read(0, 0, 10, 20, 9);
        assertThat(check(List.of(first, session(1, 1, 50, 60, 9))).verdict()).isEqualTo(Verdict.PASS);

        CheckResult result = check(List.of(first, session(1, 1, 50, 60, 8)));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.anomalies()).extracting(Anomaly::kind).containsExactly("session-read");
    }

    @Test
    void shouldNotForgiveASessionReadForARestart() {
        List<Op> ops = List.of(read(0, 0, 10, 20, 9), session(1, 0, 50, 60, 7));
        assertThat(check(ops, fault("kill", 0, FaultStatus.INSTALLED)).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    private static CheckResult check(List<Op> ops, FaultRecord... faults) {
        History history = new History(0, List.of("n1", "n2"), ops, List.of(faults), List.of());
        return new Sessions(Set.of(WorkloadKind.SESSION), kind -> kind.startsWith("kill")).check(history);
    }

    private static FaultRecord fault(String kind, int node, FaultStatus status) {
        return new FaultRecord(kind, Set.of(), List.of(node), status, "", 25, 30);
    }

    private static Op read(long id, int node, long called, long returned, long revision) {
        return read(ReadLevel.SERIALIZABLE, id, node, called, returned, revision);
    }

    private static Op session(long id, int node, long called, long returned, long revision) {
        return read(ReadLevel.SESSION, id, node, called, returned, revision);
    }

    private static Op read(ReadLevel level, long id, int node, long called, long returned, long revision) {
        Invocation asked = Invocation.read(WorkloadKind.SESSION, level, 0);
        Completion done = Completion.ok(Seen.key(1, 5, 1), new Receipt(revision, 1, node));
        return new Op(id, 3, node, asked, done, called, returned);
    }
}
