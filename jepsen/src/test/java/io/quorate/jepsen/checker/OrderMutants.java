package io.quorate.jepsen.checker;

import static io.quorate.jepsen.core.WorkloadKind.REGISTER;
import static io.quorate.jepsen.core.WorkloadKind.SESSION;
import static io.quorate.jepsen.core.WorkloadKind.SET;
import static io.quorate.jepsen.core.WorkloadKind.STALENESS;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.Seen;
import java.util.List;
import java.util.function.BiPredicate;

/** Defects of revisions and of sessions, and of sets. */
final class OrderMutants {
    private OrderMutants() {}

    static List<Mutant> all() {
        Mutant lost = Mutant.of("lost element", "sets", "lost-element", SET, OrderMutants::lostElement);
        return List.of(
                Mutant.of("duplicate revision", "revisions", "duplicate-revision", REGISTER, OrderMutants::duplicate),
                Mutant.of("reordered revisions", "revisions", "write-in-the-past", REGISTER, OrderMutants::reordered),
                Mutant.of("value of two revisions", "revisions", "two-revisions", REGISTER, OrderMutants::twoRevisions),
                Mutant.of("revision of nobody", "revisions", "unexplained-revision", REGISTER, OrderMutants::nobody)
                        .onlyCertain(),
                Mutant.of("old state", "revisions", "stale-read", REGISTER, OrderMutants::oldState),
                Mutant.of("uncommitted read", "revisions", "uncommitted-read", STALENESS, OrderMutants::uncommitted),
                Mutant.of(
                        "reads go back",
                        "sessions",
                        "monotonic-reads",
                        SESSION,
                        edit -> session(edit, edit.reads(SESSION, true), edit.reads(SESSION, true))),
                Mutant.of(
                        "own write unseen",
                        "sessions",
                        "read-your-writes",
                        SESSION,
                        edit -> session(edit, edit.writes(SESSION), edit.reads(SESSION, true))),
                Mutant.of(
                        "writes go back",
                        "sessions",
                        "monotonic-writes",
                        SESSION,
                        edit -> session(edit, edit.writes(SESSION), edit.writes(SESSION))),
                Mutant.of(
                        "write before what was read",
                        "sessions",
                        "writes-follow-reads",
                        SESSION,
                        edit -> session(edit, edit.reads(SESSION, true), edit.writes(SESSION))),
                Mutant.of(
                        "a node goes back",
                        "sessions",
                        "monotonic-serializable-reads",
                        SESSION,
                        OrderMutants::nodeBack),
                lost,
                lost.alsoBy("revisions", "lost-element"),
                lost.alsoBy("durable", "lost-element"),
                Mutant.of("stale set", "sets", "stale-set", SET, OrderMutants::staleSet),
                Mutant.of("dirty element", "sets", "dirty-element", SET, OrderMutants::dirtyElement),
                Mutant.of("dirty element", "revisions", "dirty-read", SET, OrderMutants::dirtyElement),
                Mutant.of("garbage element", "sets", "garbage-element", SET, edit -> oneMore(edit, 999_999)),
                Mutant.of("element twice", "sets", "duplicate-element", SET, OrderMutants::twice));
    }

    private static boolean duplicate(Edit edit) {
        List<Op> writes = edit.writes(REGISTER);
        if (writes.size() < 2) {
            return false;
        }
        edit.replace(writes.get(0), Edit.at(writes.get(0), writes.get(1).revision()));
        return true;
    }

    private static boolean reordered(Edit edit) {
        List<Op> writes = edit.writes(REGISTER);
        return KeyMutants.pair(writes, writes, (one, other) -> {
            boolean holds = Edit.before(one, other);
            if (holds) {
                edit.replace(one, Edit.at(one, other.revision()));
                edit.replace(other, Edit.at(other, one.revision()));
            }
            return holds;
        });
    }

    private static boolean twoRevisions(Edit edit) {
        return KeyMutants.pair(edit.reads(REGISTER, true), edit.writes(REGISTER), (read, write) -> {
            Seen seen = read.seen();
            boolean holds = seen.value() == write.invocation().value();
            if (holds) {
                edit.replace(read, Edit.with(read, Seen.key(seen.value(), seen.modRevision() + 1, seen.version())));
            }
            return holds;
        });
    }

    /** From one write on, every revision is one higher. */
    private static boolean nobody(Edit edit) {
        List<Op> writes = edit.writes(REGISTER);
        if (writes.isEmpty()) {
            return false;
        }
        long bound = writes.get(0).revision();
        boolean last = edit.ops.stream().noneMatch(op -> op.revision() > bound);
        edit.replaceAll(op -> op.revision() > bound, op -> {
            Seen seen = op.seen();
            boolean shift = seen.modRevision() > bound;
            Seen shifted = shift ? Seen.key(seen.value(), seen.modRevision() + 1, seen.version()) : seen;
            return Edit.with(op, shifted, op.revision() + 1);
        });
        return !last;
    }

    /** A read shows the whole state from before a write that it had to see. */
    private static boolean oldState(Edit edit) {
        List<Op> reads = edit.reads(REGISTER, true);
        List<Op> writes = edit.writes(REGISTER);
        return KeyMutants.pair(reads, reads, (old, read) -> {
            boolean holds = Edit.sameKey(old, read)
                    && writes.stream().anyMatch(write -> Edit.before(old, write) && Edit.before(write, read));
            if (holds) {
                edit.replace(read, Edit.with(read, old.seen(), old.revision()));
            }
            return holds;
        });
    }

    private static boolean uncommitted(Edit edit) {
        List<Op> strong = edit.shuffled(op -> op.isOk() && Ops.isLinearizable(op));
        return KeyMutants.pair(edit.reads(STALENESS, false), strong, (read, later) -> {
            boolean holds = Edit.before(read, later);
            if (holds) {
                edit.replace(read, Edit.at(read, later.revision() + 1_000));
            }
            return holds;
        });
    }

    /** The second of two operations of one session has a revision from before the first. */
    private static boolean session(Edit edit, List<Op> firsts, List<Op> seconds) {
        return ordered(edit, firsts, seconds, (one, other) -> one.process() == other.process());
    }

    private static boolean nodeBack(Edit edit) {
        edit.withoutFaults();
        List<Op> reads = edit.reads(SESSION, false);
        return ordered(
                edit, reads, reads, (one, other) -> one.process() == other.process() && one.node() == other.node());
    }

    private static boolean ordered(Edit edit, List<Op> firsts, List<Op> seconds, BiPredicate<Op, Op> together) {
        return KeyMutants.pair(firsts, seconds, (one, other) -> {
            boolean holds = together.test(one, other) && Edit.before(one, other) && one.revision() > 1;
            if (holds) {
                edit.replace(other, Edit.at(other, one.revision() - 1));
            }
            return holds;
        });
    }

    private static boolean lostElement(Edit edit) {
        List<Op> adds = edit.shuffled(op -> op.action() == Action.ADD && op.isOk());
        if (adds.isEmpty()) {
            return false;
        }
        Op add = adds.get(0);
        long value = add.invocation().value();
        edit.replaceAll(
                op -> op.action() == Action.READ_ALL && op.isOk() && Edit.sameKey(op, add),
                op -> Edit.showing(op, Edit.without(op.seen().elements(), value)));
        return true;
    }

    private static boolean staleSet(Edit edit) {
        List<Op> adds = edit.shuffled(op -> op.action() == Action.ADD && op.isOk());
        return KeyMutants.pair(adds, edit.reads(SET, true), (add, read) -> {
            boolean holds = Edit.sameKey(add, read) && Edit.before(add, read) && !edit.isFinal(read);
            if (holds) {
                long[] rest =
                        Edit.without(read.seen().elements(), add.invocation().value());
                edit.replace(read, Edit.showing(read, rest));
            }
            return holds;
        });
    }

    private static boolean dirtyElement(Edit edit) {
        List<Op> refused = edit.shuffled(op -> op.action() == Action.ADD && op.outcome() == Outcome.FAIL);
        return KeyMutants.pair(edit.reads(SET, true), refused, (read, add) -> {
            boolean holds = Edit.sameKey(read, add);
            if (holds) {
                long value = add.invocation().value();
                edit.replace(read, Edit.showing(read, Edit.and(read.seen().elements(), value)));
            }
            return holds;
        });
    }

    private static boolean oneMore(Edit edit, long value) {
        List<Op> reads = edit.reads(SET, true);
        if (reads.isEmpty()) {
            return false;
        }
        Op read = reads.get(0);
        edit.replace(read, Edit.showing(read, Edit.and(read.seen().elements(), value)));
        return true;
    }

    private static boolean twice(Edit edit) {
        return edit.reads(SET, true).stream().anyMatch(read -> {
            Elements seen = read.seen().elements();
            boolean holds = seen.size() > 0;
            if (holds) {
                edit.replace(read, Edit.showing(read, Edit.and(seen, seen.at(0))));
            }
            return holds;
        });
    }
}
