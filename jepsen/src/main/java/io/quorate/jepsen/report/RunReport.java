package io.quorate.jepsen.report;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.History;
import java.time.Duration;
import java.util.List;

/**
 * One run, judged.
 *
 * @param duration of the run, from the first operation to the end of the last phase
 * @param results of all judges, those of the run itself (coverage, enough operations) too
 */
public record RunReport(
        RunSetup setup, Duration duration, History history, List<CheckResult> results, List<Section> sections) {
    public RunReport {
        results = List.copyOf(results);
        sections = List.copyOf(sections);
    }

    /** The worst of all; UNKNOWN when nothing was judged. */
    public Verdict verdict() {
        return results.stream().map(CheckResult::verdict).reduce(Verdict::worse).orElse(Verdict.UNKNOWN);
    }
}
