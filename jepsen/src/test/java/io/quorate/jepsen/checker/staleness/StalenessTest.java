package io.quorate.jepsen.checker.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.checker.witness.RevisionWitness;
import io.quorate.jepsen.core.Completion;
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

class StalenessTest {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldMeasureTheTimeSinceTheFirstWriteThatWasNotSeen() {
        List<Op> ops = List.of(
                write(0, 1, 2, 0, 10),
                write(1, 2, 3, 20, 30),
                write(2, 3, 4, 40, 50),
                read(3, 1, 2, 3, 75),
                read(4, 0, 1, 2, 100),
                read(5, 0, 3, 4, 100));
        CheckResult result = check(ops);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.figures().get("age max ms at n1")).isEqualTo(70.0);
        assertThat(result.figures().get("age p50 ms at n1")).isEqualTo(0.0);
        assertThat(result.figures().get("age max ms at n2")).isEqualTo(25.0);
        assertThat(result.figures().get("reads at n1")).isEqualTo(2);
    }

    @Test
    void shouldFailWhatNeverWasTrueAtItsRevision() {
        CheckResult result = check(List.of(write(0, 1, 2, 0, 10), write(1, 2, 3, 20, 30), read(2, 0, 1, 2, 3, 100)));
        assertThat(result.checker()).isEqualTo("staleness");
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldHoldABoundedReadToWhatItStates() {
        List<Op> honest = List.of(write(0, 1, 2, 0, 10), write(1, 2, 3, 20, 30), bounded(2, 1, 2, 75, 45, 100));
        assertThat(check(honest).verdict()).isEqualTo(Verdict.PASS);
        assertThat(check(honest).figures().get("bounded reads")).isEqualTo(1);

        assertFinds("staleness-understated", bounded(2, 1, 2, 75, 44, 100));
        assertFinds("bound-not-kept", bounded(2, 1, 2, 75, 101, 100));
        assertFinds("staleness-not-stated", bounded(2, 1, 2, 75, Receipt.NOT_STATED, 100));
    }

    private static void assertFinds(String kind, Op bounded) {
        CheckResult result = check(List.of(write(0, 1, 2, 0, 10), write(1, 2, 3, 20, 30), bounded));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.anomalies()).extracting(Anomaly::kind).containsExactly(kind);
    }

    @Test
    void shouldFailABoundedReadThatNeverWasTrueAtItsRevision() {
        List<Op> ops = List.of(write(0, 1, 2, 0, 10), write(1, 2, 3, 20, 30), bounded(2, 2, 2, 75, 50, 100));
        assertThat(check(ops).verdict()).isEqualTo(Verdict.FAIL);
    }

    private static CheckResult check(List<Op> ops) {
        History history = new History(0, List.of("n1", "n2"), ops, List.of(), List.of());
        return new Staleness(new RevisionWitness(Set.of(WorkloadKind.STALENESS), false)).check(history);
    }

    private static Op write(long id, long value, long revision, long called, long returned) {
        Completion done = Completion.ok(Seen.key(0, revision, 0), new Receipt(revision, 1, 1));
        return new Op(
                id, 0, 0, Invocation.write(WorkloadKind.STALENESS, 0, value), done, called * MILLI, returned * MILLI);
    }

    private static Op read(long id, int node, long value, long revision, long called) {
        return read(id, node, value, revision, revision, called);
    }

    private static Op read(long id, int node, long value, long modRevision, long revision, long called) {
        Invocation asked = Invocation.read(WorkloadKind.STALENESS, ReadLevel.SERIALIZABLE, 0);
        Completion done = Completion.ok(Seen.key(value, modRevision, 0), new Receipt(revision, 1, 1));
        return new Op(id, 1, node, asked, done, called * MILLI, (called + 1) * MILLI);
    }

    private static Op bounded(long id, long value, long revision, long called, long stated, long allowed) {
        Invocation asked = Invocation.boundedRead(WorkloadKind.STALENESS, 0, allowed);
        Completion done = Completion.ok(Seen.key(value, revision, 0), new Receipt(revision, 1, 1, stated));
        return new Op(id, 1, 1, asked, done, called * MILLI, (called + 1) * MILLI);
    }
}
