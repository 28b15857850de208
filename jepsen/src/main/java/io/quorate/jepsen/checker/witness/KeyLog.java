package io.quorate.jepsen.checker.witness;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One key that holds one value at a time: its writes in the order of revisions, and all who saw it. */
final class KeyLog {
    private final Claims claims;
    private final Findings findings;
    /** By value, who put it or tried to. */
    private final Map<Long, Op> writers = new HashMap<>();

    private final List<Op> sightings = new ArrayList<>();

    /** From here: what has a revision, in that order. */
    private long[] revisions = new long[0];

    private List<Op> placed = List.of();
    /** Calls of what has none, ascending. */
    private long[] unplaced = new long[0];

    KeyLog(Claims claims, Findings findings) {
        this.claims = claims;
        this.findings = findings;
    }

    void add(Op op) {
        if (op.action() != Action.READ) {
            writers.put(op.invocation().value(), op);
        }
        if (Ops.showsKey(op)) {
            sightings.add(op);
        }
    }

    /** Learns revisions of unknown writes from who saw them. */
    void place() {
        for (Op op : sightings) {
            Op writer = writers.get(op.seen().value());
            if (writer != null && writer.outcome() != Outcome.FAIL && op.seen().modRevision() != 0) {
                claims.seen(writer, op.seen().modRevision(), op);
            }
        }
        placed = new ArrayList<>();
        Longs calls = new Longs();
        for (Op writer : writers.values()) {
            if (writer.outcome() != Outcome.FAIL) {
                if (claims.revisionOf(writer) != 0) {
                    placed.add(writer);
                } else {
                    calls.add(writer.calledNanos());
                }
            }
        }
        placed.sort(Comparator.comparingLong(claims::revisionOf));
        revisions = placed.stream().mapToLong(claims::revisionOf).toArray();
        unplaced = calls.toArray();
        Arrays.sort(unplaced);
    }

    void judge() {
        for (Op op : sightings) {
            if (op.revision() != 0) {
                sighting(op);
            }
        }
        Map<Long, Op> replaced = new HashMap<>();
        for (Op op : placed) {
            if (op.action() == Action.CAS && op.isOk()) {
                swap(op, replaced.putIfAbsent(op.invocation().expected(), op));
            }
        }
        versions();
    }

    private void sighting(Op op) {
        long value = op.seen().value();
        if (Ops.isMismatch(op) && value == op.invocation().expected()) {
            findings.broken("wrong-refusal", () -> Ops.tell(op) + ", which is what it asked for", op);
        }
        Op last = lastAt(op.revision());
        if (value == 0) {
            if (last != null) {
                findings.broken(
                        "wrong-at-revision",
                        () -> Ops.tell(op) + "; but at that revision it held what " + Ops.tell(last),
                        last,
                        op);
            }
            return;
        }
        Op writer = mayBeSeen(value, op);
        if (writer == null) {
            return;
        }
        if (op.seen().modRevision() > op.revision()) {
            findings.broken("from-later-revision", () -> Ops.tell(op) + ": that is of a later revision", writer, op);
        } else if (claims.revisionOf(writer) != 0 && last != null && !last.equals(writer)) {
            findings.broken(
                    "wrong-at-revision",
                    () -> Ops.tell(op) + ", put by " + Ops.tell(writer) + "; but at that revision it held what "
                            + Ops.tell(last),
                    writer,
                    last,
                    op);
        }
    }

    /** Who put the value, if somebody did who may have taken effect. */
    private @Nullable Op mayBeSeen(long value, Op observer) {
        Op writer = writers.get(value);
        if (writer == null) {
            findings.broken("garbage-read", () -> Ops.tell(observer) + "; nobody put " + value + " there", observer);
            return null;
        }
        if (writer.outcome() == Outcome.FAIL) {
            findings.broken(
                    "dirty-read",
                    () -> Ops.tell(observer) + "; but that was refused: " + Ops.tell(writer),
                    writer,
                    observer);
            return null;
        }
        if (writer.calledNanos() > observer.returnedNanos()) {
            findings.broken(
                    "read-from-future",
                    () -> Ops.tell(observer) + "; that was only put by " + Ops.tell(writer),
                    observer,
                    writer);
        }
        return writer;
    }

    private @Nullable Op lastAt(long revision) {
        int index = Order.above(revisions, revisions.length, revision) - 1;
        return index < 0 ? null : placed.get(index);
    }

    /** A CAS found what the write before it put, and no other CAS found the same. */
    private void swap(Op op, @Nullable Op same) {
        long expected = op.invocation().expected();
        Op before = same == null ? lastAt(op.revision() - 1) : same;
        Op writer = expected == 0 ? null : mayBeSeen(expected, op);
        boolean unknown = expected != 0 && (writer == null || claims.revisionOf(writer) == 0);
        if (same != null || (!unknown && !Objects.equals(before, writer))) {
            findings.broken(
                    "lost-update",
                    () -> Ops.tell(op) + ", but "
                            + (same != null ? "so did " : before == null ? "the key was absent" : "it held what ")
                            + (before == null ? "" : Ops.tell(before)),
                    before == null ? new Op[] {op} : new Op[] {before, op});
        }
    }

    /**
     * A key's version counts its writes. What it counts beyond those known must be unknown writes: no more than were
     * called, and never fewer later on.
     */
    private void versions() {
        List<Op> tellers = new ArrayList<>(sightings);
        tellers.addAll(placed);
        tellers.removeIf(op -> op.seen().version() == 0 || modRevision(op) == 0);
        tellers.sort(Comparator.comparingLong(this::modRevision));
        long beyondBefore = 0;
        Op before = null;
        for (Op op : tellers) {
            long revision = modRevision(op);
            long known = Order.above(revisions, revisions.length, revision);
            long beyond = op.seen().version() - known;
            long most = Order.above(unplaced, unplaced.length, op.returnedNanos());
            boolean sameWrite = before != null && modRevision(before) == revision;
            if (beyond < beyondBefore || beyond > most || (sameWrite && beyond != beyondBefore)) {
                versionWrong(op, known, most, before);
                return;
            }
            beyondBefore = beyond;
            before = op;
        }
    }

    private void versionWrong(Op op, long known, long most, @Nullable Op before) {
        findings.broken(
                "wrong-version",
                () -> Ops.tell(op) + ", told version " + op.seen().version() + "; by then the key was written "
                        + known + " times for certain and perhaps " + most + " times more"
                        + (before == null
                                ? ""
                                : "; before, version " + before.seen().version() + " was told of revision "
                                        + modRevision(before) + ": " + Ops.tell(before)),
                before == null ? new Op[] {op} : new Op[] {before, op});
    }

    private long modRevision(Op op) {
        return Ops.showsKey(op) ? op.seen().modRevision() : claims.revisionOf(op);
    }
}
