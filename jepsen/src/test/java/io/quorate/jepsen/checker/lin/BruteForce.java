package io.quorate.jepsen.checker.lin;

import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.List;

/** Tries all orders of a few operations on one key. */
final class BruteForce {
    private final List<Op> ops;

    private BruteForce(List<Op> ops) {
        this.ops = ops;
    }

    static boolean isLinearizable(List<Op> all) {
        List<Op> ops = all.stream()
                .filter(op -> op.isOk()
                        || Ops.isMismatch(op)
                        || (op.outcome() == Outcome.INFO && op.action().writes()))
                .toList();
        return new BruteForce(ops).search(0, 0);
    }

    private boolean search(int done, long value) {
        boolean rest = false;
        for (int i = 0; i < ops.size(); i++) {
            Op op = ops.get(i);
            if ((done & (1 << i)) != 0) {
                continue;
            }
            rest |= op.outcome() != Outcome.INFO;
            if (mayBeNext(i, done) && fits(op, value) && search(done | (1 << i), after(op, value))) {
                return true;
            }
        }
        return !rest;
    }

    private boolean mayBeNext(int i, int done) {
        for (int j = 0; j < ops.size(); j++) {
            boolean before = ops.get(j).outcome() != Outcome.INFO
                    && ops.get(j).returnedNanos() < ops.get(i).calledNanos();
            if (before && (done & (1 << j)) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(Op op, long value) {
        if (op.action() == Action.READ) {
            return op.seen().value() == value;
        }
        if (op.action() == Action.CAS) {
            return Ops.isMismatch(op)
                    ? op.seen().value() == value && value != op.invocation().expected()
                    : op.invocation().expected() == value;
        }
        return true;
    }

    private static long after(Op op, long value) {
        return op.action() == Action.READ || Ops.isMismatch(op)
                ? value
                : op.invocation().value();
    }
}
