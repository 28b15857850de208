package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A correct history on its way to a wrong one. */
final class Edit {
    final List<Op> ops;
    private final History history;
    private final Random random;
    private List<FaultRecord> faults;

    Edit(History history, Random random) {
        this.history = history;
        this.random = random;
        this.ops = new ArrayList<>(history.ops());
        this.faults = history.faults();
    }

    History done() {
        ops.sort(Comparator.comparingLong(Op::calledNanos).thenComparingLong(Op::id));
        return new History(history.seed(), history.nodes(), ops, faults, List.of());
    }

    void withoutFaults() {
        faults = List.of();
    }

    /** In random order. */
    List<Op> shuffled(Predicate<Op> which) {
        List<Op> result = new ArrayList<>(ops.stream().filter(which).toList());
        Collections.shuffle(result, random);
        return result;
    }

    /** Acknowledged single writes of a workload, in random order. */
    List<Op> writes(WorkloadKind workload) {
        return shuffled(op ->
                op.isOk() && op.workload() == workload && (op.action() == Action.WRITE || op.action() == Action.CAS));
    }

    /** Acknowledged reads, linearizable or not, in random order. */
    List<Op> reads(WorkloadKind workload, boolean linearizable) {
        return shuffled(op -> op.isOk()
                && op.workload() == workload
                && (op.action() == Action.READ || op.action() == Action.READ_ALL)
                && Ops.isLinearizable(op) == linearizable);
    }

    boolean isFinal(Op op) {
        return Simulation.isFinal(history, op);
    }

    long latest() {
        return ops.stream().mapToLong(Op::returnedNanos).max().orElseThrow();
    }

    void replace(Op old, Op changed) {
        ops.set(ops.indexOf(old), changed);
    }

    void replaceAll(Predicate<Op> which, UnaryOperator<Op> change) {
        ops.replaceAll(op -> which.test(op) ? change.apply(op) : op);
    }

    /** A transaction that was done, after all others. */
    void transaction(int process, long called, long returned, Micro... micros) {
        long id = 1 + ops.stream().mapToLong(Op::id).max().orElseThrow();
        Completion done = Completion.ok(Seen.micros(List.of(micros)), new Receipt(1, 1, 1));
        long begin = latest();
        ops.add(new Op(id, process, 0, Invocation.txn(List.of(micros)), done, begin + called, begin + returned));
    }

    static boolean sameKey(Op one, Op other) {
        return Ops.keyCode(one) == Ops.keyCode(other);
    }

    static boolean before(Op one, Op other) {
        return one.returnedNanos() < other.calledNanos();
    }

    static Op with(Op op, Seen seen, long revision) {
        Completion was = op.completion();
        Receipt receipt =
                new Receipt(revision, was.receipt().term(), was.receipt().member());
        Completion done = new Completion(was.outcome(), was.error(), seen, receipt);
        return new Op(op.id(), op.process(), op.node(), op.invocation(), done, op.calledNanos(), op.returnedNanos());
    }

    static Op with(Op op, Seen seen) {
        return with(op, seen, op.revision());
    }

    /** The same with the value that another operation put. */
    static Op seeing(Op op, Op writer) {
        return with(op, Seen.key(writer.invocation().value(), writer.revision(), 0));
    }

    /** A write with another revision, or a read of another state. */
    static Op at(Op op, long revision) {
        Seen seen = op.seen();
        return op.action().writes() && op.action() != Action.TXN
                ? with(op, Seen.key(0, revision, 0), revision)
                : with(op, seen, revision);
    }

    static Op with(Op op, Invocation asked) {
        return new Op(op.id(), op.process(), op.node(), asked, op.completion(), op.calledNanos(), op.returnedNanos());
    }

    static Op showing(Op op, long... elements) {
        return with(op, Seen.elements(Elements.of(elements)));
    }

    static long[] without(Elements elements, long value) {
        return Arrays.stream(elements.toArray()).filter(each -> each != value).toArray();
    }

    static long[] and(Elements elements, long value) {
        long[] result = Arrays.copyOf(elements.toArray(), elements.size() + 1);
        result[elements.size()] = value;
        return result;
    }

    static boolean contains(Elements elements, long value) {
        return Arrays.stream(elements.toArray()).anyMatch(each -> each == value);
    }
}
