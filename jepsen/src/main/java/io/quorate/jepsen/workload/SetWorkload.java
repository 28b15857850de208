package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Adds elements, and now and then reads them all. */
final class SetWorkload implements Workload {
    private static final int READS_OF_100 = 5;

    private final KeyRing sets;
    private final LongSupplier values;

    SetWorkload(KeyRing sets, LongSupplier values) {
        this.sets = sets;
        this.values = values;
    }

    @Override
    public WorkloadKind kind() {
        return WorkloadKind.SET;
    }

    @Override
    public Invocation next(RandomGenerator random, int process) {
        int set = sets.choose(random);
        return random.nextInt(100) < READS_OF_100
                ? Invocation.readAll(ReadLevel.LINEARIZABLE, set)
                : Invocation.add(set, values.getAsLong());
    }

    @Override
    public void observe(Op op) {
        // What is added does not depend on what was seen.
    }

    @Override
    public List<Invocation> finalReads() {
        return IntStream.range(0, sets.end())
                .mapToObj(set -> Invocation.readAll(ReadLevel.LINEARIZABLE, set))
                .toList();
    }
}
