package io.quorate.jepsen.report;

import io.quorate.jepsen.core.Op;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Latencies of operations, thinned out: of those of one ending that would be drawn at nearly the same place, one dot
 * stays and counts the others. So no outlier is lost and no shape changes.
 */
final class Scatter {
    private static final int COLUMNS = 500;
    private static final int ROWS_PER_DECADE = 10;

    /** One dot: where its first operation is, and how many it stands for. */
    static final class Dot {
        final Ending ending;
        final long calledNanos;
        final long latencyNanos;
        private int count;

        private Dot(Op op) {
            ending = Ending.of(op);
            calledNanos = op.calledNanos();
            latencyNanos = op.returnedNanos() - op.calledNanos();
        }

        int count() {
            return count;
        }
    }

    private Scatter() {}

    static Collection<Dot> of(List<Op> ops, long spanNanos) {
        Map<Long, Dot> dots = new LinkedHashMap<>();
        for (Op op : ops) {
            dots.computeIfAbsent(cell(op, spanNanos), cell -> new Dot(op)).count++;
        }
        return dots.values();
    }

    private static long cell(Op op, long spanNanos) {
        long column = op.calledNanos() * COLUMNS / spanNanos;
        double micros = Math.max(1, (op.returnedNanos() - op.calledNanos()) / 1_000.0);
        long row = (long) (Math.log10(micros) * ROWS_PER_DECADE);
        return (column << 16 | row) << 2 | Ending.of(op).number();
    }
}
