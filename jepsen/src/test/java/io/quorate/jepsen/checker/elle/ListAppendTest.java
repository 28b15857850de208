package io.quorate.jepsen.checker.elle;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListAppendTest {
    private static final int TINY_HISTORIES = 12_000;
    private static final int LISTS = 2;

    /** Where somebody reads all lists in the end, the order of all appends is known, and so every violation. */
    @Test
    void shouldAgreeWithTryingAllOrders() {
        long first = new Random().nextLong();
        int illegal = 0;
        for (long seed = first; seed < first + TINY_HISTORIES; seed++) {
            Random random = new Random(seed);
            boolean readInTheEnd = random.nextBoolean();
            List<Op> ops = tiny(random, readInTheEnd);
            CheckResult result = check(ops);
            boolean legal = isSerializable(ops, 0, new HashMap<>());
            illegal += legal ? 0 : 1;
            if (legal || readInTheEnd) {
                assertThat(result.verdict())
                        .as("seed %d: %s %s", seed, ops, result.anomalies())
                        .isEqualTo(legal ? Verdict.PASS : Verdict.FAIL);
            }
        }
        assertThat(illegal).as("from seed %d", first).isBetween(TINY_HISTORIES / 10, TINY_HISTORIES * 9 / 10);
    }

    @Test
    void shouldTellOfACircleInWords() {
        List<Op> ops = List.of(
                txn(0, 1, 10, 20, Micro.append(7, 1)),
                txn(1, 2, 30, 40, Micro.append(7, 2)),
                txn(2, 3, 50, 60, read(7, 1)),
                txn(3, 3, 70, 80, read(7, 1, 2)));
        CheckResult result = check(ops);
        assertThat(result.anomalies()).hasSize(1);
        assertThat(result.anomalies().get(0).kind()).isEqualTo("G-single-realtime");
        assertThat(result.anomalies().get(0).ops()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(result.anomalies().get(0).story())
                .contains("it saw list 7 without 2, appended by op 1", "it had returned before the call of op 2");
    }

    @Test
    void shouldCheckManyTransactions() {
        int size = 100_000;
        List<Op> ops = serial(size, new Random(1));
        long begun = System.nanoTime();
        CheckResult result = check(ops);
        long millis = Math.max(1, (System.nanoTime() - begun) / 1_000_000);
        System.out.printf(
                "strict serializability of %d transactions: %s in %d ms, %d/s, %s%n",
                size, result.verdict(), millis, size * 1_000L / millis, result.figures());
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    }

    private static CheckResult check(List<Op> ops) {
        return new ListAppend().check(new History(0, List.of("n1"), ops, List.of(), List.of()));
    }

    private static Micro read(int list, long... elements) {
        return Micro.read(list, Elements.of(elements));
    }

    private static Op txn(long id, int process, long called, long returned, Micro... micros) {
        List<Micro> all = List.of(micros);
        Completion done = Completion.ok(Seen.micros(all), Receipt.NONE);
        return new Op(id, process, 0, Invocation.txn(all), done, called, returned);
    }

    /**
     * Up to five transactions of three processes, reads first; every read is some beginning of a list made up before.
     */
    private static List<Op> tiny(Random random, boolean readInTheEnd) {
        int size = 2 + random.nextInt(4);
        Map<Integer, List<Long>> lists = new HashMap<>();
        List<List<Micro>> appends = new ArrayList<>();
        long value = 1;
        for (int i = 0; i < size; i++) {
            List<Micro> own = new ArrayList<>();
            for (int list = 0; list < LISTS; list++) {
                if (random.nextInt(3) == 0) {
                    own.add(Micro.append(list, value));
                    List<Long> all = lists.computeIfAbsent(list, k -> new ArrayList<>());
                    all.add(random.nextInt(all.size() + 1), value++);
                }
            }
            appends.add(own);
        }
        long[] free = new long[3];
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<Micro> micros = new ArrayList<>();
            for (int list = 0; list < LISTS; list++) {
                List<Long> all = lists.getOrDefault(list, List.of());
                if (random.nextBoolean()) {
                    int length = random.nextInt(all.size() + 1);
                    micros.add(read(
                            list,
                            all.stream()
                                    .limit(length)
                                    .mapToLong(Long::longValue)
                                    .toArray()));
                }
            }
            micros.addAll(appends.get(i));
            int process = random.nextInt(3);
            long called = free[process] + 1 + random.nextInt(4);
            free[process] = called + random.nextInt(12);
            Op op = txn(i, process, called, free[process], micros.toArray(new Micro[0]));
            boolean unknown = random.nextInt(8) == 0;
            ops.add(unknown ? unknown(op) : op);
        }
        if (readInTheEnd) {
            Micro[] all = lists.entrySet().stream()
                    .map(list -> read(
                            list.getKey(),
                            list.getValue().stream().mapToLong(Long::longValue).toArray()))
                    .toArray(Micro[]::new);
            ops.add(txn(size, 4, 1_000, 1_001, all));
        }
        ops.sort(Comparator.comparingLong(Op::calledNanos));
        return ops;
    }

    private static Op unknown(Op op) {
        return new Op(
                op.id(),
                100 + (int) op.id(),
                0,
                op.invocation(),
                Completion.info("timeout"),
                op.calledNanos(),
                op.returnedNanos());
    }

    /** Tries every next transaction, with lists as they are. Those of unknown outcome may be left out. */
    private static boolean isSerializable(List<Op> ops, int done, Map<Integer, List<Long>> lists) {
        boolean rest = false;
        for (int i = 0; i < ops.size(); i++) {
            if ((done & (1 << i)) != 0) {
                continue;
            }
            Op op = ops.get(i);
            rest |= op.isOk();
            if (mayBeNext(ops, op, done) && fits(op, lists) && isSerializable(ops, done | (1 << i), after(op, lists))) {
                return true;
            }
        }
        return !rest;
    }

    private static boolean mayBeNext(List<Op> ops, Op op, int done) {
        for (int j = 0; j < ops.size(); j++) {
            Op other = ops.get(j);
            if ((done & (1 << j)) == 0 && other.isOk() && other.returnedNanos() < op.calledNanos()) {
                return false;
            }
            // A process has one operation at a time, even if the clock says that two were at the same time.
            if ((done & (1 << j)) == 0 && other.isOk() && other.process() == op.process() && other.id() < op.id()) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Op op, Map<Integer, List<Long>> lists) {
        return !op.isOk()
                || op.seen().micros().stream()
                        .allMatch(micro -> micro.append()
                                || Arrays.stream(micro.read().toArray())
                                        .boxed()
                                        .toList()
                                        .equals(lists.getOrDefault(micro.key(), List.of())));
    }

    private static Map<Integer, List<Long>> after(Op op, Map<Integer, List<Long>> lists) {
        Map<Integer, List<Long>> result = new HashMap<>(lists);
        for (Micro micro : Ops.micros(op)) {
            if (micro.append()) {
                List<Long> longer = new ArrayList<>(result.getOrDefault(micro.key(), List.of()));
                longer.add(micro.value());
                result.put(micro.key(), longer);
            }
        }
        return result;
    }

    /** Correct ones, twenty at a time, on lists of up to 256. */
    private static List<Op> serial(int size, Random random) {
        Map<Integer, long[]> lists = new HashMap<>();
        List<Op> ops = new ArrayList<>(size);
        long value = 1;
        for (int i = 0; i < size; i++) {
            List<Micro> micros = new ArrayList<>();
            for (int j = 0; j <= random.nextInt(4); j++) {
                int list = i / 400 * 3 + random.nextInt(3);
                long[] held = lists.getOrDefault(list, new long[0]);
                if (random.nextBoolean()) {
                    micros.add(Micro.append(list, value));
                    long[] longer = Arrays.copyOf(held, held.length + 1);
                    longer[held.length] = value++;
                    lists.put(list, longer);
                } else {
                    micros.add(Micro.read(list, Elements.of(held)));
                }
            }
            ops.add(txn(i, i % 20, i * 10L, i * 10L + 195, micros.toArray(new Micro[0])));
        }
        return ops;
    }
}
