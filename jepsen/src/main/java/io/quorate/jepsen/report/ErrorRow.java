package io.quorate.jepsen.report;

import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One error and how often it came, the most frequent first. */
record ErrorRow(Outcome outcome, String error, long count, long firstNanos, long lastNanos) {
    /** What is rarer than the first so many kinds is one row. */
    static final int MOST_KINDS = 100;

    private record Kind(Outcome outcome, String error) {}

    static List<ErrorRow> of(List<Op> ops) {
        Map<Kind, ErrorRow> rows = new LinkedHashMap<>();
        for (Op op : ops) {
            if (!op.isOk()) {
                String error = op.completion().error();
                ErrorRow row = new ErrorRow(op.outcome(), error, 1, op.returnedNanos(), op.returnedNanos());
                rows.merge(new Kind(op.outcome(), error), row, ErrorRow::and);
            }
        }
        List<ErrorRow> sorted = new ArrayList<>(rows.values());
        sorted.sort(Comparator.comparingLong(ErrorRow::count).reversed().thenComparing(ErrorRow::error));
        return shortened(sorted);
    }

    private static List<ErrorRow> shortened(List<ErrorRow> sorted) {
        if (sorted.size() <= MOST_KINDS) {
            return sorted;
        }
        List<ErrorRow> shortened = new ArrayList<>(sorted.subList(0, MOST_KINDS));
        sorted.subList(MOST_KINDS, sorted.size()).stream()
                .reduce(ErrorRow::and)
                .ifPresent(rest -> shortened.add(new ErrorRow(
                        Outcome.INFO,
                        (sorted.size() - MOST_KINDS) + " rarer kinds of any outcome",
                        rest.count(),
                        rest.firstNanos(),
                        rest.lastNanos())));
        return shortened;
    }

    private ErrorRow and(ErrorRow other) {
        return new ErrorRow(
                outcome,
                error,
                count + other.count,
                Math.min(firstNanos, other.firstNanos),
                Math.max(lastNanos, other.lastNanos));
    }
}
