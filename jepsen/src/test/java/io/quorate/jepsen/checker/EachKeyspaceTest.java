package io.quorate.jepsen.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EachKeyspaceTest {
    /** The same revisions and terms in both: a contradiction only if they were one keyspace. */
    @Test
    void shouldJudgeEachKeyspaceAsIfThereWereNoOther() {
        History history = history(2, 3);

        for (Checker checker : Checkers.safety(true)) {
            assertThat(checker.check(history).anomalies()).as(checker.name()).isEmpty();
        }
    }

    @Test
    void shouldSayInWhichKeyspaceAPromiseWasBroken() {
        History history = history(2, 2);

        CheckResult revisions = Checkers.safety(true).stream()
                .filter(checker -> checker.name().equals("revisions"))
                .findFirst()
                .orElseThrow()
                .check(history);

        assertThat(revisions.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(revisions.anomalies())
                .isNotEmpty()
                .allSatisfy(anomaly -> assertThat(anomaly.story()).startsWith("In keyspace orders: "));
        assertThat(revisions.figures()).containsKeys("default: revisions", "orders: revisions");
    }

    /** Two writes in each, with these revisions in the second one. */
    private static History history(long first, long second) {
        List<Op> ops = new ArrayList<>();
        write(ops, 0, 2);
        write(ops, 1, first);
        write(ops, 0, 3);
        write(ops, 1, second);
        read(ops, 0, 300, 3);
        read(ops, 1, 401, second);
        List<LeaderSample> leaders = new ArrayList<>();
        for (long at = 0; at < 4; at++) {
            for (int keyspace = 0; keyspace < 2; keyspace++) {
                long nanos = Duration.ofSeconds(at).toNanos();
                leaders.add(new LeaderSample(nanos, 0, at % 2 == 0 ? keyspace : -1, 1, keyspace));
            }
        }
        return new History(1, List.of("n1", "n2"), ops, List.of(), leaders, List.of("default", "orders"));
    }

    private static void read(List<Op> ops, int keyspace, long value, long revision) {
        long at = ops.size() * 10L;
        ops.add(new Op(
                ops.size(),
                keyspace,
                0,
                Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 1)
                        .in(keyspace),
                Completion.ok(Seen.key(value, revision, 2), new Receipt(revision, 1, 1)),
                at,
                at + 5));
    }

    private static void write(List<Op> ops, int keyspace, long revision) {
        long at = ops.size() * 10L;
        ops.add(new Op(
                ops.size(),
                keyspace,
                0,
                Invocation.write(WorkloadKind.REGISTER, 1, 100L * (ops.size() + 1) + keyspace)
                        .in(keyspace),
                Completion.ok(Seen.key(0, revision, 0), new Receipt(revision, 1, 1)),
                at,
                at + 5));
    }
}
