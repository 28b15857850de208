package io.quorate.jepsen.checker.lin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One key, ten clients that are always busy, half of the operations reads, a share of the others unknown. */
class MillionOperationsTest {
    private static final int CLIENTS = 10;
    private static final double UNKNOWN_OF_WRITES = 0.05;

    private record Plan(int client, long called, long effect, long returned) {}

    @Test
    void shouldCheckAMillionOperationsOnOneKey() {
        assertThat(measure(1_000_000, -1).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldFindOneStaleReadAmongManyOperations() {
        CheckResult result = measure(300_000, 220_000);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.anomalies().get(0).kind()).isEqualTo("stale-read");
        assertThat(result.anomalies().get(0).ops()).hasSizeLessThan(30);
    }

    /** With {@code -Xmx512m} and a number of operations: how long it takes. */
    public static void main(String[] args) {
        measure(Integer.parseInt(args[0]), -1);
    }

    private static CheckResult measure(int size, int stale) {
        History history = new History(1, List.of("n1"), history(size, stale, new Random(1)), List.of(), List.of());
        long begun = System.nanoTime();
        CheckResult result = new Linearizability(Set.of(WorkloadKind.REGISTER), 200_000, 400_000_000).check(history);
        long millis = (System.nanoTime() - begun) / 1_000_000;
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                "linearizability of %d operations on one key: %s in %d ms, %d MB in use, %s%n",
                size, result.verdict(), millis, (runtime.totalMemory() - runtime.freeMemory()) >> 20, result.figures());
        return result;
    }

    private static List<Op> history(int size, int stale, Random random) {
        long[] free = new long[CLIENTS];
        List<Plan> plans = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int client = 0;
            for (int other = 1; other < CLIENTS; other++) {
                client = free[other] < free[client] ? other : client;
            }
            long called = free[client] + 1 + random.nextInt(50);
            long effect = called + 1 + random.nextInt(1_000);
            free[client] = effect + 1 + random.nextInt(1_000);
            plans.add(new Plan(client, called, effect, free[client]));
        }
        Integer[] byEffect = new Integer[size];
        Arrays.setAll(byEffect, i -> i);
        Arrays.sort(byEffect, (one, other) -> Long.compare(plans.get(one).effect, plans.get(other).effect));
        Op[] ops = new Op[size];
        long value = 0;
        long before = 0;
        long old = 0;
        for (int count = 0; count < size; count++) {
            int i = byEffect[count];
            Plan plan = plans.get(i);
            old = count == stale - 400 ? value : old;
            boolean lie = stale >= 0 && count >= stale && count < stale + 8;
            Op op = op(i, plan, random, lie ? old : value, value, before);
            ops[i] = op;
            boolean applied =
                    op.outcome() == Outcome.OK || op.completion().error().equals("late");
            if (applied && op.action().writes()) {
                before = value;
                value = op.invocation().value();
            }
        }
        Arrays.sort(ops, (one, other) -> Long.compare(one.calledNanos(), other.calledNanos()));
        return Arrays.asList(ops);
    }

    private static Op op(int i, Plan plan, Random random, long shown, long value, long before) {
        int kind = random.nextInt(10);
        Invocation asked = kind < 5
                ? Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 0)
                : kind < 8
                        ? Invocation.write(WorkloadKind.REGISTER, 0, i + 1L)
                        : Invocation.cas(WorkloadKind.REGISTER, 0, random.nextInt(3) > 0 ? value : before, i + 1L);
        boolean holds = kind < 8 || asked.expected() == value;
        Completion completion;
        if (kind >= 5 && random.nextDouble() < UNKNOWN_OF_WRITES) {
            completion = Completion.info(holds && random.nextBoolean() ? "late" : "never");
        } else if (!holds) {
            completion = Completion.mismatch(Seen.key(value, 0, 0), Receipt.NONE);
        } else {
            completion = Completion.ok(Seen.key(kind < 5 ? shown : 0, 0, 0), Receipt.NONE);
        }
        return new Op(i, plan.client, 0, asked, completion, plan.called, plan.returned);
    }
}
