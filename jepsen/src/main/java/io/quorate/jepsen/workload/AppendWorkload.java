package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Transactions of one to four reads and appends on a few lists. */
final class AppendWorkload implements Workload {
    private static final int MOST_MICROS = 4;

    private final KeyRing keys;
    private final LongSupplier values;

    AppendWorkload(KeyRing keys, LongSupplier values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public WorkloadKind kind() {
        return WorkloadKind.APPEND;
    }

    @Override
    public Invocation next(RandomGenerator random, int process) {
        int count = 1 + random.nextInt(MOST_MICROS);
        List<Micro> micros = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int key = keys.choose(random);
            micros.add(random.nextBoolean() ? Micro.read(key, Elements.NONE) : Micro.append(key, values.getAsLong()));
        }
        return Invocation.txn(micros);
    }

    @Override
    public void observe(Op op) {
        // What is appended does not depend on what was seen.
    }

    @Override
    public List<Invocation> finalReads() {
        return IntStream.range(0, keys.end())
                .mapToObj(key -> Invocation.txn(List.of(Micro.read(key, Elements.NONE))))
                .toList();
    }
}
