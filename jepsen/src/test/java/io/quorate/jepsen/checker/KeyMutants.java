package io.quorate.jepsen.checker;

import static io.quorate.jepsen.core.WorkloadKind.COUNTER;
import static io.quorate.jepsen.core.WorkloadKind.REGISTER;
import static io.quorate.jepsen.core.WorkloadKind.SESSION;
import static io.quorate.jepsen.core.WorkloadKind.STALENESS;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Defects of what single keys hold and count. */
final class KeyMutants {
    private KeyMutants() {}

    static List<Mutant> all() {
        Mutant stale = Mutant.of("stale read", "linearizable", "stale-read", REGISTER, KeyMutants::staleRead);
        Mutant dirty = Mutant.of("dirty read", "linearizable", "dirty-read", REGISTER, KeyMutants::dirtyRead);
        Mutant garbage = Mutant.of("garbage read", "linearizable", "garbage-read", REGISTER, KeyMutants::garbageRead);
        Mutant future = Mutant.of(
                "read from the future", "linearizable", "read-from-future", REGISTER, KeyMutants::readFromFuture);
        Mutant update = Mutant.of("lost update", "linearizable", "lost-update", REGISTER, KeyMutants::lostUpdate);
        Mutant absent = Mutant.of("lost key", "linearizable", "stale-read", REGISTER, KeyMutants::lostKey);
        Mutant refusal =
                Mutant.of("wrong refusal", "linearizable", "wrong-refusal", REGISTER, KeyMutants::wrongRefusal);
        Mutant end = Mutant.of("lost at the end", "durable", "lost-write", REGISTER, KeyMutants::lostAtTheEnd);
        Mutant serial = Mutant.of(
                "wrong at its revision", "staleness", "wrong-at-revision", STALENESS, KeyMutants::wrongAtRevision);
        Mutant twice = Mutant.of("applied twice", "counters", "double-apply", COUNTER, KeyMutants::appliedTwice)
                .onlyCertain();
        return List.of(
                stale,
                stale.alsoBy("revisions", "wrong-at-revision"),
                dirty,
                dirty.alsoBy("revisions", "dirty-read"),
                garbage,
                garbage.alsoBy("revisions", "garbage-read"),
                future,
                future.alsoBy("revisions", "read-from-future"),
                update,
                update.alsoBy("revisions", "lost-update"),
                absent,
                absent.alsoBy("revisions", "wrong-at-revision"),
                refusal,
                refusal.alsoBy("revisions", "wrong-refusal"),
                end,
                end.alsoBy("linearizable", "stale-read"),
                Mutant.of("refused and there", "durable", "refused-write-found", REGISTER, KeyMutants::refusedAndThere),
                Mutant.of("never looked at again", "durable", "not-finally-read", REGISTER, KeyMutants::neverRead),
                serial,
                serial.alsoBy("revisions", "wrong-at-revision"),
                twice,
                twice.alsoBy("revisions", "wrong-version"),
                Mutant.of("put at two revisions", "counters", "double-apply", COUNTER, KeyMutants::twoRevisions),
                Mutant.of("counted too low", "counters", "lost-write", COUNTER, edit -> miscounted(edit, -1))
                        .onlyCertain(),
                Mutant.of("counted too high", "revisions", "wrong-version", REGISTER, edit -> miscounted(edit, 1))
                        .onlyCertain(),
                Mutant.of("session key goes back", "sessions", "read-your-writes", SESSION, KeyMutants::ownWriteUnseen)
                        .orKinds("monotonic-reads"));
    }

    /** Tries pairs until a condition holds for one. */
    static boolean pair(List<Op> ones, List<Op> others, BiPredicate<Op, Op> plant) {
        return ones.stream().anyMatch(one -> others.stream().anyMatch(other -> plant.test(one, other)));
    }

    private static boolean replaced(Edit edit, boolean holds, Op old, Op changed) {
        if (holds) {
            edit.replace(old, changed);
        }
        return holds;
    }

    /** Of two writes one after the other, a read after both shows the first. */
    private static boolean staleRead(Edit edit) {
        return overwritten(edit, REGISTER, edit.reads(REGISTER, true), Edit::before);
    }

    private static boolean wrongAtRevision(Edit edit) {
        return overwritten(
                edit, STALENESS, edit.reads(STALENESS, false), (write, read) -> write.revision() <= read.revision());
    }

    private static boolean overwritten(Edit edit, WorkloadKind workload, List<Op> reads, BiPredicate<Op, Op> mustSee) {
        List<Op> writes = edit.writes(workload);
        return pair(
                writes,
                writes,
                (first, second) -> Edit.sameKey(first, second)
                        && Edit.before(first, second)
                        && reads.stream()
                                .anyMatch(read -> replaced(
                                        edit,
                                        Edit.sameKey(read, second) && mustSee.test(second, read),
                                        read,
                                        Edit.seeing(read, first))));
    }

    private static boolean dirtyRead(Edit edit) {
        List<Op> refused = edit.shuffled(KeyMutants::isRefusedWrite);
        return pair(
                edit.reads(REGISTER, true),
                refused,
                (read, write) -> replaced(
                        edit,
                        Edit.sameKey(read, write) && write.calledNanos() < read.calledNanos(),
                        read,
                        Edit.seeing(read, write)));
    }

    private static boolean isRefusedWrite(Op op) {
        return op.workload() == REGISTER
                && op.outcome() == Outcome.FAIL
                && op.action().writes();
    }

    private static boolean garbageRead(Edit edit) {
        List<Op> reads = edit.reads(REGISTER, true);
        return !reads.isEmpty()
                && replaced(
                        edit,
                        true,
                        reads.get(0),
                        Edit.with(reads.get(0), Seen.key(999_999, reads.get(0).revision(), 1)));
    }

    private static boolean readFromFuture(Edit edit) {
        return pair(
                edit.reads(REGISTER, true),
                edit.writes(REGISTER),
                (read, write) -> replaced(
                        edit, Edit.sameKey(read, write) && Edit.before(read, write), read, Edit.seeing(read, write)));
    }

    private static boolean lostUpdate(Edit edit) {
        List<Op> swaps = edit.shuffled(op -> op.workload() == REGISTER && op.action() == Action.CAS && op.isOk());
        return pair(swaps, swaps, (one, other) -> {
            Invocation asked = other.invocation();
            Invocation same =
                    Invocation.cas(REGISTER, asked.key(), one.invocation().expected(), asked.value());
            return replaced(edit, !one.equals(other) && Edit.sameKey(one, other), other, Edit.with(other, same));
        });
    }

    private static boolean lostKey(Edit edit) {
        return pair(
                edit.reads(REGISTER, true),
                edit.writes(REGISTER),
                (read, write) -> replaced(
                        edit,
                        Edit.sameKey(read, write) && Edit.before(write, read),
                        read,
                        Edit.with(read, Seen.key(0, 0, 0))));
    }

    private static boolean wrongRefusal(Edit edit) {
        List<Op> refusals = edit.shuffled(Ops::isMismatch);
        if (refusals.isEmpty()) {
            return false;
        }
        Op refusal = refusals.get(0);
        Invocation asked = refusal.invocation();
        edit.replace(
                refusal,
                Edit.with(
                        refusal,
                        Invocation.cas(REGISTER, asked.key(), refusal.seen().value(), asked.value())));
        return true;
    }

    private static boolean lostAtTheEnd(Edit edit) {
        List<Op> writes = edit.writes(REGISTER);
        List<Op> last =
                edit.reads(REGISTER, true).stream().filter(edit::isFinal).toList();
        return pair(writes, writes, (first, second) -> {
            boolean holds = Edit.sameKey(first, second)
                    && Edit.before(first, second)
                    && last.stream().anyMatch(read -> Edit.sameKey(read, second) && Edit.before(second, read));
            if (holds) {
                edit.replaceAll(op -> last.contains(op) && Edit.sameKey(op, second), op -> Edit.seeing(op, first));
            }
            return holds;
        });
    }

    private static boolean refusedAndThere(Edit edit) {
        List<Op> last =
                edit.reads(REGISTER, true).stream().filter(edit::isFinal).toList();
        return pair(
                last,
                edit.shuffled(KeyMutants::isRefusedWrite),
                (read, write) -> replaced(edit, Edit.sameKey(read, write), read, Edit.seeing(read, write)));
    }

    private static boolean neverRead(Edit edit) {
        List<Op> writes = edit.writes(REGISTER);
        return !writes.isEmpty()
                && edit.ops.removeIf(op -> (op.action() == Action.READ || Ops.isMismatch(op))
                        && Edit.sameKey(op, writes.get(0))
                        && op.calledNanos() > writes.get(0).returnedNanos());
    }

    /** From one write on, the versions of its key count one more. */
    private static boolean appliedTwice(Edit edit) {
        List<Op> writes = edit.writes(COUNTER);
        if (writes.isEmpty()) {
            return false;
        }
        Op write = writes.get(0);
        Predicate<Op> later = op -> op.isOk()
                && Edit.sameKey(op, write)
                && op.seen().version() != 0
                && op.seen().modRevision() >= write.revision();
        edit.replaceAll(later, op -> counting(op, 1));
        return true;
    }

    private static Op counting(Op op, long more) {
        Seen seen = op.seen();
        return Edit.with(op, Seen.key(seen.value(), seen.modRevision(), seen.version() + more));
    }

    private static boolean twoRevisions(Edit edit) {
        return pair(edit.reads(COUNTER, true), edit.writes(COUNTER), (read, write) -> {
            Seen seen = read.seen();
            return replaced(
                    edit,
                    seen.value() == write.invocation().value(),
                    read,
                    Edit.with(read, Seen.key(seen.value(), seen.modRevision() + 1, seen.version())));
        });
    }

    private static boolean miscounted(Edit edit, long more) {
        List<Op> last = edit.shuffled(op ->
                op.action() == Action.READ && op.seen().version() > 0 && edit.isFinal(op) && Ops.isLinearizable(op));
        return !last.isEmpty() && replaced(edit, true, last.get(0), counting(last.get(0), more));
    }

    private static boolean ownWriteUnseen(Edit edit) {
        List<Op> writes = edit.writes(SESSION);
        return pair(writes, edit.reads(SESSION, true), (write, read) -> {
            boolean own = write.process() == read.process() && Edit.sameKey(write, read) && Edit.before(write, read);
            boolean last = own
                    && edit.ops.stream()
                            .noneMatch(op -> op.process() == read.process()
                                    && Edit.sameKey(op, read)
                                    && Edit.before(write, op)
                                    && Edit.before(op, read));
            return writes.stream()
                    .anyMatch(older -> replaced(
                            edit,
                            last && Edit.sameKey(older, read) && older.revision() < write.revision(),
                            read,
                            Edit.seeing(read, older)));
        });
    }
}
