package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.RunClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Collects what happens in one trial. Any thread. */
final class Recorder {
    private final RunClock clock = new RunClock();
    private final long seed;
    private final List<String> nodes;
    private final List<Op> ops = new ArrayList<>();
    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<LeaderSample> leaders = new ArrayList<>();
    private final AtomicInteger processes = new AtomicInteger();
    private final AtomicLong values = new AtomicLong();

    Recorder(long seed, List<String> nodes) {
        this.seed = seed;
        this.nodes = List.copyOf(nodes);
    }

    int newProcess() {
        return processes.incrementAndGet();
    }

    /** Unique in the trial. */
    long newValue() {
        return values.incrementAndGet();
    }

    /** Runs one operation and records it. */
    Op run(int process, int node, Invocation invocation, Supplier<Completion> call) {
        long called = clock.nanos();
        Completion completion = call.get();
        long returned = clock.nanos();
        synchronized (this) {
            Op op = new Op(ops.size(), process, node, invocation, completion, called, returned);
            ops.add(op);
            return op;
        }
    }

    synchronized void fault(String kind, String detail, Integer... hit) {
        long now = clock.nanos();
        faults.add(new FaultRecord(kind, Set.of(), List.of(hit), FaultStatus.INSTALLED, detail, now, now));
    }

    synchronized void leads(int node, long term) {
        leaders.add(new LeaderSample(clock.nanos(), node, node, term));
    }

    synchronized History history() {
        List<Op> inOrder = new ArrayList<>(ops);
        inOrder.sort(Comparator.comparingLong(Op::calledNanos));
        List<Op> numbered = new ArrayList<>();
        for (Op op : inOrder) {
            numbered.add(new Op(
                    numbered.size(),
                    op.process(),
                    op.node(),
                    op.invocation(),
                    op.completion(),
                    op.calledNanos(),
                    op.returnedNanos()));
        }
        return new History(seed, nodes, numbered, faults, leaders);
    }
}
