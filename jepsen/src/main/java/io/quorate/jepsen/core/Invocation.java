package io.quorate.jepsen.core;

import java.util.List;

/**
 * What was asked.
 *
 * @param key within the workload; 0 for TXN, whose keys are in {@code micros}, and the number of the set for ADD and
 *     READ_ALL
 * @param value what WRITE, CAS and ADD put, unique in the run and greater than 0; else 0
 * @param expected what CAS compares with, 0 for an absent key; how many milliseconds old a BOUNDED read may be; else 0
 * @param micros what TXN does, in order, reads without what they saw; else empty
 * @param keyspace index of the one that was asked, as in {@link History#keyspaces}
 */
public record Invocation(
        WorkloadKind workload,
        Action action,
        ReadLevel level,
        int key,
        long value,
        long expected,
        List<Micro> micros,
        int keyspace) {
    public Invocation {
        micros = List.copyOf(micros);
    }

    /** Of the default keyspace. */
    public Invocation(
            WorkloadKind workload,
            Action action,
            ReadLevel level,
            int key,
            long value,
            long expected,
            List<Micro> micros) {
        this(workload, action, level, key, value, expected, micros, 0);
    }

    /** The same of another keyspace. */
    public Invocation in(int other) {
        return other == keyspace ? this : new Invocation(workload, action, level, key, value, expected, micros, other);
    }

    public static Invocation read(WorkloadKind workload, ReadLevel level, int key) {
        return new Invocation(workload, Action.READ, level, key, 0, 0, List.of());
    }

    /** @param millis how old the answer may be */
    public static Invocation boundedRead(WorkloadKind workload, int key, long millis) {
        return new Invocation(workload, Action.READ, ReadLevel.BOUNDED, key, 0, millis, List.of());
    }

    public static Invocation write(WorkloadKind workload, int key, long value) {
        return new Invocation(workload, Action.WRITE, ReadLevel.LINEARIZABLE, key, value, 0, List.of());
    }

    public static Invocation cas(WorkloadKind workload, int key, long expected, long value) {
        return new Invocation(workload, Action.CAS, ReadLevel.LINEARIZABLE, key, value, expected, List.of());
    }

    public static Invocation txn(List<Micro> micros) {
        return new Invocation(WorkloadKind.APPEND, Action.TXN, ReadLevel.LINEARIZABLE, 0, 0, 0, micros);
    }

    public static Invocation add(int set, long element) {
        return new Invocation(WorkloadKind.SET, Action.ADD, ReadLevel.LINEARIZABLE, set, element, 0, List.of());
    }

    public static Invocation readAll(ReadLevel level, int set) {
        return new Invocation(WorkloadKind.SET, Action.READ_ALL, level, set, 0, 0, List.of());
    }
}
