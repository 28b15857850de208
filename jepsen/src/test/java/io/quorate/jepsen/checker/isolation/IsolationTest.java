package io.quorate.jepsen.checker.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolationTest {
    private static final int DEFAULT = 0;
    private static final int ORDERS = 1;

    private final List<Op> ops = new ArrayList<>();

    private void add(int keyspace, Invocation asked, Seen seen, long revision) {
        long at = ops.size() * 10L;
        ops.add(new Op(
                ops.size(),
                keyspace,
                0,
                asked.in(keyspace),
                Completion.ok(seen, new Receipt(revision, 1, 1)),
                at,
                at + 5));
    }

    private void write(int keyspace, long value, long revision) {
        add(keyspace, Invocation.write(WorkloadKind.REGISTER, 3, value), Seen.NOTHING, revision);
    }

    private void read(int keyspace, long value, long revision) {
        add(
                keyspace,
                Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 3),
                Seen.key(value, revision, 1),
                revision);
    }

    private CheckResult check(boolean onlyWriter, String... keyspaces) {
        History history = new History(1, List.of("n1"), ops, List.of(), List.of(), List.of(keyspaces));
        return new Isolation(onlyWriter).check(history);
    }

    private CheckResult check() {
        return check(true, "default", "orders");
    }

    @Test
    void shouldPassWhereEachKeyspaceShowsItsOwn() {
        write(DEFAULT, 100, 2_000);
        write(ORDERS, 101, 2);
        read(DEFAULT, 100, 2_000);
        read(ORDERS, 101, 2);

        CheckResult result = check();

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.checked()).isEqualTo(4);
    }

    @Test
    void shouldFindAValueOfAnotherKeyspaceUnderTheSameKey() {
        write(ORDERS, 101, 2);
        read(DEFAULT, 101, 2_000);

        assertThat(check().anomalies()).extracting(Anomaly::kind).containsExactly("foreign-value");
        assertThat(check().anomalies().get(0).ops()).containsExactly(0L, 1L);
        assertThat(check().anomalies().get(0).story()).contains("keyspace default", "keyspace orders");
    }

    @Test
    void shouldFindForeignElementsOfListsAndSets() {
        add(ORDERS, Invocation.txn(List.of(Micro.append(1, 101))), Seen.micros(List.of(Micro.append(1, 101))), 2);
        add(
                DEFAULT,
                Invocation.txn(List.of(Micro.read(1, Elements.NONE))),
                Seen.micros(List.of(Micro.read(1, Elements.of(101)))),
                7);
        add(ORDERS, Invocation.add(1, 201), Seen.NOTHING, 3);
        add(DEFAULT, Invocation.readAll(ReadLevel.LINEARIZABLE, 1), Seen.elements(Elements.of(201)), 7);

        assertThat(check().anomalies()).extracting(Anomaly::kind).containsExactly("foreign-value", "foreign-value");
    }

    @Test
    void shouldFindARevisionThatTheKeyspacesOwnWritesCannotHaveMade() {
        write(DEFAULT, 100, 2);
        write(DEFAULT, 200, 3);
        write(ORDERS, 101, 4);

        assertThat(check().anomalies()).extracting(Anomaly::kind).containsExactly("foreign-revision");
        assertThat(check(false, "default", "orders").verdict())
                .as("others write there, too")
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldHaveNothingToSayOfOneKeyspace() {
        write(DEFAULT, 100, 2_000);

        CheckResult result = check(true, "default");

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.checked()).isZero();
    }
}
