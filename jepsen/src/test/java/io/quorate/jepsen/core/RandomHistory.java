package io.quorate.jepsen.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Histories that make no sense but have everything in them. */
final class RandomHistory {
    private static final long MEMBER = 0x8e9e05c52164694dL;

    private final Random random;

    private RandomHistory(Random random) {
        this.random = random;
    }

    static History of(long seed, int ops) {
        return new RandomHistory(new Random(seed)).history(seed, ops);
    }

    /** The same for the same id and process. */
    static Op plain(long id, int process) {
        long called = id * 200_000;
        long returned = called + 3_000_000 + id % 977 * 1_000;
        Receipt receipt = new Receipt(id + 1, 7, MEMBER + id % 3);
        if (id % 100 == 99) {
            Completion timeout = Completion.info("DEADLINE_EXCEEDED: request timed out");
            return new Op(id, process, 1, Invocation.write(WorkloadKind.REGISTER, 5, id), timeout, called, returned);
        }
        if (id % 2 == 0) {
            Invocation read = Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, (int) (id % 500));
            Completion seen = Completion.ok(Seen.key(id - 3, id - 1, 4), receipt);
            return new Op(id, process, (int) (id % 3), read, seen, called, returned);
        }
        Invocation write = Invocation.write(WorkloadKind.REGISTER, (int) (id % 500), id);
        Completion done = Completion.ok(Seen.key(0, id + 1, 0), receipt);
        return new Op(id, process, (int) (id % 3), write, done, called, returned);
    }

    private History history(long seed, int count) {
        List<Op> ops = new ArrayList<>();
        long nanos = 0;
        for (int i = 0; i < count; i++) {
            nanos += 1 + random.nextInt(1_000_000);
            ops.add(op(i, nanos));
        }
        List<FaultRecord> faults = new ArrayList<>();
        List<LeaderSample> leaders = new ArrayList<>();
        for (int i = 0; i < count / 50; i++) {
            faults.add(fault(i * 1_000_000L));
            leaders.add(new LeaderSample(i * 500_000L, i % 3, i % 4 - 1, i % 7 - 1));
        }
        return new History(seed, List.of("n1", "n2", "ö3"), ops, faults, leaders);
    }

    private Op op(long id, long called) {
        Action action = pick(Action.values());
        WorkloadKind workload = pick(WorkloadKind.values());
        ReadLevel level = pick(ReadLevel.values());
        Invocation asked = new Invocation(
                workload,
                action,
                level,
                random.nextInt(20) - 2,
                number(),
                number(),
                action == Action.TXN ? micros() : List.of());
        Completion completion = new Completion(pick(Outcome.values()), error(), seen(), receipt());
        return new Op(id, random.nextInt(50), random.nextInt(4) - 1, asked, completion, called, called + number());
    }

    private String error() {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "UNAVAILABLE: keine Führung";
            case 2 -> "one of many " + random.nextInt(10_000);
            default -> "mismatch";
        };
    }

    private Seen seen() {
        return switch (random.nextInt(4)) {
            case 0 -> Seen.NOTHING;
            case 1 -> Seen.key(number(), number(), number());
            case 2 -> Seen.micros(micros());
            default -> Seen.elements(elements());
        };
    }

    private Receipt receipt() {
        return random.nextBoolean()
                ? Receipt.NONE
                : new Receipt(
                        number(),
                        random.nextInt(9),
                        MEMBER + random.nextInt(3),
                        random.nextBoolean() ? Receipt.NOT_STATED : random.nextInt(100_000));
    }

    private List<Micro> micros() {
        List<Micro> micros = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int key = random.nextInt(5);
            micros.add(random.nextBoolean() ? Micro.append(key, number()) : Micro.read(key, elements()));
        }
        return micros;
    }

    /** Mostly beginnings of one list, as reads are. */
    private Elements elements() {
        long[] values = new long[random.nextInt(30)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(40) == 0 ? random.nextLong() : i * 3L;
        }
        return Elements.of(values);
    }

    private FaultRecord fault(long installed) {
        return new FaultRecord(
                "kind-" + random.nextInt(5),
                random.nextBoolean() ? Set.of("leader", "follower") : Set.of(),
                random.nextBoolean() ? List.of(0, 2) : List.of(),
                pick(FaultStatus.values()),
                "detail " + random.nextInt(),
                installed,
                installed + random.nextInt(1_000_000));
    }

    private long number() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> random.nextLong();
            case 2 -> -random.nextInt(1_000);
            default -> random.nextInt(1_000_000);
        };
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
