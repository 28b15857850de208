package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Reads, writes, and compare-and-sets that expect what somebody saw last, on single keys; also as SESSION, and as
 * STALENESS, which differ in the mix.
 */
final class RegisterWorkload implements Workload {
    /**
     * The shares of each kind of operation; what is left are writes.
     *
     * @param reads linearizable, of 100
     * @param serializableReads of 100
     * @param sessionReads of 100
     * @param boundedReads of 100
     * @param compareAndSets of 100
     */
    record Mix(int reads, int serializableReads, int sessionReads, int boundedReads, int compareAndSets) {
        Mix(int reads, int compareAndSets) {
            this(reads, 0, 0, 0, compareAndSets);
        }
    }

    /** Little more than a node on an idle machine is behind, so that some reads have to go to the leader. */
    private static final long BOUND_MILLIS = 500;

    private final WorkloadKind kind;
    private final KeyRing keys;
    private final Mix mix;
    private final LongSupplier values;
    private final Map<Integer, Long> lastSeen;

    RegisterWorkload(WorkloadKind kind, KeyRing keys, Mix mix, LongSupplier values) {
        this(kind, keys, mix, values, new ConcurrentHashMap<>());
    }

    private RegisterWorkload(
            WorkloadKind kind, KeyRing keys, Mix mix, LongSupplier values, Map<Integer, Long> lastSeen) {
        this.kind = kind;
        this.keys = keys;
        this.mix = mix;
        this.values = values;
        this.lastSeen = lastSeen;
    }

    @Override
    public WorkloadKind kind() {
        return kind;
    }

    @Override
    public Invocation next(RandomGenerator random, int process) {
        int key = keys.choose(random);
        int dice = random.nextInt(100);
        dice -= mix.reads();
        if (dice < 0) {
            return Invocation.read(kind, ReadLevel.LINEARIZABLE, key);
        }
        dice -= mix.serializableReads();
        if (dice < 0) {
            return Invocation.read(kind, ReadLevel.SERIALIZABLE, key);
        }
        dice -= mix.sessionReads();
        if (dice < 0) {
            return Invocation.read(kind, ReadLevel.SESSION, key);
        }
        dice -= mix.boundedReads();
        if (dice < 0) {
            return Invocation.boundedRead(kind, key, BOUND_MILLIS);
        }
        dice -= mix.compareAndSets();
        if (dice < 0) {
            return Invocation.cas(kind, key, lastSeen.getOrDefault(key, 0L), values.getAsLong());
        }
        return Invocation.write(kind, key, values.getAsLong());
    }

    @Override
    public Workload readers() {
        return kind == WorkloadKind.REGISTER
                ? new RegisterWorkload(kind, keys, new Mix(100, 0), values, lastSeen)
                : this;
    }

    @Override
    public void observe(Op op) {
        if (op.action() == Action.READ ? op.isOk() : op.completion().error().equals("mismatch")) {
            lastSeen.put(op.invocation().key(), op.seen().value());
        } else if (op.isOk()) {
            lastSeen.put(op.invocation().key(), op.invocation().value());
        }
    }

    @Override
    public List<Invocation> finalReads() {
        return IntStream.range(0, keys.end())
                .mapToObj(key -> Invocation.read(kind, ReadLevel.LINEARIZABLE, key))
                .toList();
    }
}
