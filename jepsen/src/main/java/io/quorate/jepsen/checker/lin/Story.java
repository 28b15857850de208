package io.quorate.jepsen.checker.lin;

import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.Op;
import java.util.List;
import java.util.Map;

/** Tells a conflict of {@link Zones} in words. */
final class Story {
    private final RegisterColumns columns;
    private final List<Op> ops;

    Story(RegisterColumns columns, List<Op> ops) {
        this.columns = columns;
        this.ops = ops;
    }

    /** @param told gets the operations concerned, by id */
    String of(Zones zones, Zones.Conflict conflict, Map<Long, Op> told) {
        int early = conflict.early();
        int late = conflict.late();
        add(told, early);
        add(told, late);
        String why;
        if (conflict.others().length == 0) {
            why = inside(conflict);
        } else {
            int before = conflict.others()[0];
            int after = conflict.others()[1];
            add(told, before);
            add(told, after);
            path(zones, before, after, told);
            why = between(early, late, before, after);
        }
        path(zones, early, late, told);
        StringBuilder text = new StringBuilder(why);
        told.values().forEach(op -> text.append("\n  ").append(Ops.tell(op)));
        return text.toString();
    }

    private String inside(Zones.Conflict conflict) {
        String early = id(conflict.early());
        String late = id(conflict.late());
        if (conflict.kind().equals("lost-update")) {
            return early + " and " + late + " both found " + value(columns.expected[conflict.late()])
                    + ", which was put once, and both replaced it.";
        }
        if (conflict.kind().equals("stale-read")) {
            return early + " saw " + value(columns.value[conflict.early()]) + " although " + late
                    + ", which comes after that value by what it saw, had returned before " + early + " was called.";
        }
        return late + " saw what came of " + early + " and returned before " + early + " was called.";
    }

    private String between(int early, int late, int before, int after) {
        String shared = "what " + id(late) + (columns.kind[late] == RegisterColumns.READ ? " saw, " : " found, ")
                + value(columns.kind[late] == RegisterColumns.READ ? columns.value[late] : columns.expected[late]);
        String start = early < 0 ? "at the start" : "before " + id(early) + " returned";
        String other = before < 0 ? "the key's absence at the start" : value(columns.value[before]);
        return shared + ", was there " + start + ". But " + other + " of another writer was there "
                + (before < 0 ? "first" : "before " + id(before) + " returned, so before " + id(late) + " was called")
                + (after == before || after < 0
                        ? ""
                        : ", and what goes with it as late as " + id(after) + ", called later")
                + ": neither can come wholly before the other.";
    }

    private void path(Zones zones, int early, int late, Map<Long, Op> told) {
        if (late < 0) {
            return;
        }
        for (int row : zones.path(early, late)) {
            add(told, row);
        }
        if (early >= 0 && columns.writer[columns.value[early]] >= 0) {
            add(told, columns.writer[columns.value[early]]);
        }
    }

    private void add(Map<Long, Op> told, int row) {
        if (row >= 0) {
            Op op = ops.get(columns.source[row]);
            told.put(op.id(), op);
        }
    }

    private String id(int row) {
        return row < 0 ? "the start" : "op " + ops.get(columns.source[row]).id();
    }

    private String value(int number) {
        if (number == 0) {
            return "the key's absence";
        }
        int writer = columns.writer[number];
        return writer < 0
                ? "an unknown value"
                : "value " + ops.get(columns.source[writer]).invocation().value();
    }
}
