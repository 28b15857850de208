package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.RunClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Numbers operations and processes, and keeps what became of them. Any thread. */
public final class OpLog {
    /** More are never loaded. */
    static final int KEYSPACES = 100;

    private final RunClock clock;
    private final Consumer<Op> sink;
    private final AtomicLong nextId = new AtomicLong();
    private final AtomicLong nextValue = new AtomicLong(1);
    private final AtomicInteger nextProcess = new AtomicInteger();
    private final LongAdder ok = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final List<Op> ops = new ArrayList<>();

    /** @param sink sees every operation when it is whole, one at a time */
    public OpLog(RunClock clock, Consumer<Op> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    RunClock clock() {
        return clock;
    }

    long newId() {
        return nextId.getAndIncrement();
    }

    int newProcess() {
        return nextProcess.getAndIncrement();
    }

    /** Unique in the run, and above 0. Ends in the number of the keyspace it is put in, for who looks at the store. */
    long newValue(int keyspace) {
        return nextValue.getAndIncrement() * KEYSPACES + keyspace;
    }

    void record(Op op) {
        (op.outcome() == Outcome.OK ? ok : op.outcome() == Outcome.FAIL ? failed : unknown).increment();
        synchronized (ops) {
            ops.add(op);
            sink.accept(op);
        }
    }

    /** All that has completed, in the order of calls. */
    public List<Op> ops() {
        synchronized (ops) {
            List<Op> sorted = new ArrayList<>(ops);
            sorted.sort(Comparator.comparingLong(Op::calledNanos).thenComparingLong(Op::id));
            return sorted;
        }
    }

    public long okCount() {
        return ok.sum();
    }

    public long failedCount() {
        return failed.sum();
    }

    public long unknownCount() {
        return unknown.sum();
    }
}
