package io.quorate.jepsen.checker.witness;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order of revisions against real time. Whatever was told before an operation was called is its floor: a
 * linearizable read shows that revision or a later one, and a write gets a later one. What a serializable read showed
 * is committed, so it is a floor too.
 */
final class RealTime {
    private final Claims claims;
    private final Findings findings;
    private final Longs unknownFloors = new Longs();

    private @Nullable Op strong;
    private @Nullable Op weak;

    RealTime(Claims claims, Findings findings) {
        this.claims = claims;
        this.findings = findings;
    }

    void judge(List<Op> ops) {
        List<Op> told = ops.stream()
                .filter(op -> Ops.isAnswered(op) && op.revision() != 0)
                .toList();
        int[] returns =
                Order.ascending(told.stream().mapToLong(Op::returnedNanos).toArray());
        int next = 0;
        for (Op op : ops) {
            while (next < returns.length && told.get(returns[next]).returnedNanos() < op.calledNanos()) {
                raise(told.get(returns[next++]));
            }
            floor(op);
        }
    }

    /** For every write whose revision nobody knows, in the order of calls, the revision above which it must be. */
    Longs unknownFloors() {
        return unknownFloors;
    }

    private void raise(Op op) {
        if (Ops.isLinearizable(op)) {
            strong = strong == null || op.revision() > strong.revision() ? op : strong;
        } else {
            weak = weak == null || op.revision() > weak.revision() ? op : weak;
        }
    }

    private void floor(Op op) {
        if (!Ops.isLinearizable(op)) {
            return;
        }
        if (op.outcome() == Outcome.FAIL || !Ops.writes(op)) {
            if (Ops.isAnswered(op) && op.revision() != 0) {
                notBelow("stale-read", op, op.revision(), op.revision());
            }
        } else if (claims.revisionOf(op) != 0) {
            notBelow("write-in-the-past", op, claims.revisionOf(op), claims.revisionOf(op) - 1);
        } else if (op.outcome() == Outcome.INFO) {
            unknownFloors.add(Math.max(revision(strong), revision(weak)));
        }
    }

    /** @param most what may have been told before the call */
    private void notBelow(String kind, Op op, long own, long most) {
        if (strong != null && strong.revision() > most) {
            below(kind, op, own, strong);
        } else if (weak != null && weak.revision() > most) {
            below("uncommitted-read", op, own, weak);
        }
    }

    private static long revision(@Nullable Op op) {
        return op == null ? 0 : op.revision();
    }

    private void below(String kind, Op op, long own, Op floor) {
        findings.broken(
                kind,
                () -> "Revision " + floor.revision() + " was told by " + Ops.tell(floor)
                        + "; after that was called, at revision " + own + ": " + Ops.tell(op),
                floor,
                op);
    }
}
