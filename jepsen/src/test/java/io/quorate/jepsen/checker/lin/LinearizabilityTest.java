package io.quorate.jepsen.checker.lin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final int TINY_HISTORIES = 100_000;
    private static final Set<WorkloadKind> REGISTERS = Set.of(WorkloadKind.REGISTER);

    @Test
    void shouldAgreeWithTryingAllOrders() {
        long first = new Random().nextLong();
        int legal = 0;
        for (long seed = first; seed < first + TINY_HISTORIES; seed++) {
            List<Op> ops = tiny(new Random(seed));
            boolean should = BruteForce.isLinearizable(ops);
            legal += should ? 1 : 0;
            for (int mostConfigs : new int[] {100_000, 0}) {
                // Without a configuration to hold, the search gives up and the zones decide.
                CheckResult result = check(ops, mostConfigs);
                assertThat(result.verdict())
                        .as("seed %d, %d configurations: %s %s", seed, mostConfigs, ops, result.anomalies())
                        .isEqualTo(should ? Verdict.PASS : Verdict.FAIL);
            }
        }
        assertThat(legal).as("legal ones from seed %d", first).isBetween(TINY_HISTORIES / 10, TINY_HISTORIES * 9 / 10);
    }

    @Test
    void shouldAgreeWithTryingAllOrdersWhereValuesRepeat() {
        long first = new Random().nextLong();
        int legal = 0;
        for (long seed = first; seed < first + TINY_HISTORIES / 4; seed++) {
            List<Op> ops = repeated(tiny(new Random(seed)));
            boolean should = BruteForce.isLinearizable(ops);
            legal += should ? 1 : 0;
            assertThat(check(ops, 100_000).verdict())
                    .as("seed %d: %s", seed, ops)
                    .isEqualTo(should ? Verdict.PASS : Verdict.FAIL);
        }
        assertThat(legal).as("legal ones from seed %d", first).isBetween(TINY_HISTORIES / 40, TINY_HISTORIES * 9 / 40);
    }

    @Test
    void shouldNotPassWhatItGaveUp() {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Invocation same = Invocation.write(WorkloadKind.REGISTER, 0, 7);
            ops.add(new Op(i, i, 0, same, Completion.ok(Seen.NOTHING, Receipt.NONE), 10, 20));
        }
        assertThat(check(ops, 1).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(check(ops, 100).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldNameTheFewOperationsOfAStaleRead() {
        List<Op> ops = List.of(
                op(0, 0, Invocation.write(WorkloadKind.REGISTER, 5, 1), Seen.NOTHING, 10, 20),
                op(1, 1, Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 5), seen(1), 30, 40),
                op(2, 0, Invocation.cas(WorkloadKind.REGISTER, 5, 1, 2), Seen.NOTHING, 50, 60),
                op(3, 0, Invocation.write(WorkloadKind.REGISTER, 5, 3), Seen.NOTHING, 70, 80),
                op(4, 1, Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 5), seen(2), 90, 100));
        CheckResult result = check(ops, 100);
        assertThat(result.anomalies()).hasSize(1);
        assertThat(result.anomalies().get(0).kind()).isEqualTo("stale-read");
        assertThat(result.anomalies().get(0).ops()).contains(3L, 4L).doesNotContain(1L);
        assertThat(result.anomalies().get(0).story()).contains("op 4", "value 2", "value 3");
    }

    private static CheckResult check(List<Op> ops, int mostConfigs) {
        History history = new History(0, List.of("n1"), ops, List.of(), List.of());
        return new Linearizability(REGISTERS, mostConfigs, 1_000_000).check(history);
    }

    private static Op op(long id, int process, Invocation asked, Seen seen, long called, long returned) {
        return new Op(id, process, 0, asked, Completion.ok(seen, Receipt.NONE), called, returned);
    }

    private static Seen seen(long value) {
        return Seen.key(value, 0, 0);
    }

    /** Up to seven operations of three processes in which every value is put once, with answers made up. */
    private static List<Op> tiny(Random random) {
        int size = 2 + random.nextInt(6);
        List<Long> puts = new ArrayList<>(
                IntStream.rangeClosed(1, size).mapToObj(Long::valueOf).toList());
        Collections.shuffle(puts, random);
        long[] free = new long[3];
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int process = random.nextInt(3);
            long called = free[process] + random.nextInt(3);
            long returned = called + random.nextInt(5);
            free[process] = returned;
            ops.add(op(random, process, puts.get(i), called, returned, 1 + random.nextInt(size)));
        }
        ops.sort(Comparator.comparingLong(Op::calledNanos));
        return ops;
    }

    private static Op op(Random random, int process, long put, long called, long returned, long bound) {
        long guess = random.nextInt((int) bound + 1);
        boolean unknown = random.nextInt(6) == 0;
        int kind = random.nextInt(10);
        Invocation asked = kind < 5
                ? Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 0)
                : kind < 8
                        ? Invocation.write(WorkloadKind.REGISTER, 0, put)
                        : Invocation.cas(WorkloadKind.REGISTER, 0, guess, put);
        Completion completion = unknown
                ? Completion.info("timeout")
                : kind == 9
                        ? Completion.mismatch(seen(random.nextInt(3)), Receipt.NONE)
                        : Completion.ok(kind < 5 ? seen(guess) : Seen.NOTHING, Receipt.NONE);
        return new Op(put, process, 0, asked, completion, called, returned);
    }

    /** The same with values 1 and 2 only. */
    private static List<Op> repeated(List<Op> ops) {
        return ops.stream()
                .map(op -> {
                    Invocation asked = op.invocation();
                    Invocation few = new Invocation(
                            asked.workload(),
                            asked.action(),
                            asked.level(),
                            asked.key(),
                            few(asked.value()),
                            few(asked.expected()),
                            List.of());
                    Completion done = new Completion(
                            op.outcome(),
                            op.completion().error(),
                            seen(few(op.seen().value())),
                            Receipt.NONE);
                    return new Op(op.id(), op.process(), 0, few, done, op.calledNanos(), op.returnedNanos());
                })
                .toList();
    }

    private static long few(long value) {
        return value == 0 ? 0 : 1 + value % 2;
    }
}
