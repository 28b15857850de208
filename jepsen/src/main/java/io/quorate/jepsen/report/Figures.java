package io.quorate.jepsen.report;

import io.quorate.jepsen.core.History;
import java.util.List;

/** What is counted of a run, once, for all that is written of it. */
record Figures(
        long spanNanos,
        Quantiles latency,
        List<OperationRow> operations,
        List<ErrorRow> errors,
        CoverageMatrix coverage,
        Gaps gaps,
        List<LeaderTerm> terms) {
    static Figures of(RunReport report) {
        History history = report.history();
        return new Figures(
                Timeline.span(history, report.duration()),
                OperationRow.latency(history.ops()),
                OperationRow.of(history.ops()),
                ErrorRow.of(history.ops()),
                CoverageMatrix.of(history.faults()),
                Gaps.of(history),
                LeaderTerm.of(history.leaders()));
    }
}
