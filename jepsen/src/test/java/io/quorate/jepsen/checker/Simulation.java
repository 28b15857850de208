package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * Makes correct histories: clients in virtual time on a {@link SimulatedStore}, every operation taking effect between
 * its call and its return, or unknown and some time later, or refused and never. Nodes lag behind, and further behind
 * after they were killed.
 */
final class Simulation {
    static final int NODES = 3;
    /** Times are multiples of this, so that some are equal. */
    private static final long TICK = 10_000;

    private static final long TIMEOUT_TICKS = 300;

    /**
     * @param processes of each workload
     * @param keys of each workload
     * @param operations of each process
     * @param unknown share of the writes
     * @param refused share of the operations
     */
    record Shape(Set<WorkloadKind> workloads, int processes, int keys, int operations, double unknown, double refused) {
        static Shape random(Random random) {
            double[] shares = {0, 0.05, 0.2};
            return new Shape(
                    Set.of(WorkloadKind.values()),
                    1 + random.nextInt(5),
                    1 + random.nextInt(3),
                    5 + random.nextInt(20),
                    shares[random.nextInt(3)],
                    shares[random.nextInt(3)]);
        }

        Shape certain() {
            return new Shape(workloads, processes, keys, operations, 0, refused);
        }
    }

    private record Event(long time, long order, Runnable action) {}

    private final Random random;
    private final Shape shape;
    private final SimulatedStore store = new SimulatedStore();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::order));
    private final List<Op> ops = new ArrayList<>();
    private final List<FaultRecord> faults = new ArrayList<>();
    private final long[] applied = new long[NODES];
    private long now;
    private long eventCount;
    private long nextId;
    private long nextValue = 1;
    private int nextProcess;

    private Simulation(Random random, Shape shape) {
        this.random = random;
        this.shape = shape;
    }

    static History run(long seed, Shape shape) {
        return new Simulation(new Random(seed), shape).run(seed);
    }

    private History run(long seed) {
        for (WorkloadKind workload : WorkloadKind.values()) {
            for (int i = 0; i < shape.processes && shape.workloads.contains(workload); i++) {
                int node = workload == WorkloadKind.COUNTER ? -1 : i % NODES;
                int process = nextProcess++;
                after(ticks(20), () -> client(workload, process, node, shape.operations));
            }
        }
        after(ticks(1_000), this::kill);
        drain();
        now += 1_000 * TICK;
        for (int node = 0; node < NODES; node++) {
            int reader = node;
            int process = nextProcess++;
            after(ticks(20), () -> finalRead(process, reader, 0));
        }
        drain();
        ops.sort(Comparator.comparingLong(Op::calledNanos).thenComparingLong(Op::id));
        return new History(seed, List.of("n1", "n2", "n3"), ops, faults, List.of());
    }

    private void drain() {
        while (!events.isEmpty()) {
            Event event = events.remove();
            now = event.time;
            event.action.run();
        }
    }

    private void after(long ticks, Runnable action) {
        events.add(new Event(now + ticks * TICK, eventCount++, action));
    }

    private long ticks(int most) {
        return random.nextInt(most);
    }

    private void kill() {
        int node = random.nextInt(NODES);
        faults.add(new FaultRecord(
                "kill", Set.of("follower"), List.of(node), FaultStatus.INSTALLED, "", now, now + 50 * TICK));
        after(25, () -> applied[node] = Math.max(0, applied[node] - 5));
    }

    private void client(WorkloadKind workload, int process, int node, int left) {
        if (left == 0) {
            return;
        }
        Invocation asked = choose(workload);
        long id = nextId++;
        long called = now;
        double fate = random.nextDouble();
        if (asked.action().writes() && fate < shape.unknown) {
            if (random.nextInt(10) < 6) {
                after(ticks((int) TIMEOUT_TICKS * 3), () -> store.perform(asked, 0, node));
            }
            after(TIMEOUT_TICKS, () -> {
                record(id, process, node, asked, Completion.info("DEADLINE_EXCEEDED"), called);
                int successor = nextProcess++;
                after(ticks(20), () -> client(workload, successor, node, left - 1));
            });
        } else if (fate > 1 - shape.refused) {
            after(ticks(50), () -> {
                record(id, process, node, asked, Completion.fail("UNAVAILABLE"), called);
                after(ticks(20), () -> client(workload, process, node, left - 1));
            });
        } else {
            after(ticks(50), () -> {
                Completion done = store.perform(asked, asked.level() == ReadLevel.SERIALIZABLE ? lag(node) : 0, node);
                after(ticks(50), () -> {
                    record(id, process, node, asked, done, called);
                    after(ticks(20), () -> client(workload, process, node, left - 1));
                });
            });
        }
    }

    private long lag(int node) {
        applied[node] = Math.max(1, Math.max(applied[node], store.revision() - random.nextInt(12)));
        return applied[node];
    }

    private void record(long id, int process, int node, Invocation asked, Completion completion, long called) {
        ops.add(new Op(id, process, node, asked, completion, called, now));
    }

    private Invocation choose(WorkloadKind workload) {
        int key = random.nextInt(shape.keys);
        boolean reads = random.nextBoolean();
        boolean serializable = random.nextBoolean();
        return switch (workload) {
            case REGISTER -> reads ? read(workload, key, false) : cas(workload, key);
            case SESSION -> reads ? read(workload, key, serializable) : write(workload, key);
            case STALENESS -> reads ? read(workload, key, true) : write(workload, key);
            case COUNTER -> reads ? read(workload, key, false) : write(workload, key);
            case SET ->
                reads && serializable
                        ? Invocation.readAll(
                                random.nextBoolean() ? ReadLevel.LINEARIZABLE : ReadLevel.SERIALIZABLE, key)
                        : Invocation.add(key, nextValue++);
            case APPEND -> transaction();
        };
    }

    private static Invocation read(WorkloadKind workload, int key, boolean serializable) {
        return Invocation.read(workload, serializable ? ReadLevel.SERIALIZABLE : ReadLevel.LINEARIZABLE, key);
    }

    private Invocation write(WorkloadKind workload, int key) {
        return Invocation.write(workload, key, nextValue++);
    }

    private Invocation cas(WorkloadKind workload, int key) {
        return random.nextBoolean()
                ? Invocation.cas(workload, key, store.value(workload, key), nextValue++)
                : write(workload, key);
    }

    private Invocation transaction() {
        List<Micro> micros = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            int key = random.nextInt(shape.keys);
            micros.add(random.nextBoolean() ? Micro.read(key, Elements.NONE) : Micro.append(key, nextValue++));
        }
        return Invocation.txn(micros);
    }

    /** Through every node, everything. */
    private void finalRead(int process, int node, int number) {
        List<WorkloadKind> kinds = shape.workloads.stream().sorted().toList();
        if (number == kinds.size() * shape.keys) {
            return;
        }
        WorkloadKind workload = kinds.get(number / shape.keys);
        int key = number % shape.keys;
        Invocation asked = switch (workload) {
            case APPEND -> Invocation.txn(List.of(Micro.read(key, Elements.NONE)));
            case SET -> Invocation.readAll(ReadLevel.LINEARIZABLE, key);
            default -> read(workload, key, false);
        };
        long id = nextId++;
        long called = now;
        after(ticks(50), () -> {
            Completion done = store.perform(asked, 0, node);
            after(ticks(50), () -> {
                record(id, process, node, asked, done, called);
                after(1, () -> finalRead(process, node, number + 1));
            });
        });
    }

    /** Whether an operation belongs to the reads at the end. */
    static boolean isFinal(History history, Op op) {
        return op.action() != Action.ADD
                && !Ops.writes(op)
                && history.faults().stream().allMatch(fault -> fault.healedNanos() < op.calledNanos())
                && history.ops().stream()
                        .noneMatch(other -> Ops.writes(other) && other.returnedNanos() >= op.calledNanos());
    }
}
