package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.nemesis.Coverage;
import java.util.ArrayList;
import java.util.List;

/** What a run came to. */
public record RunResult(History history, List<CheckResult> results, Coverage coverage) {
    public RunResult {
        results = List.copyOf(results);
    }

    /** The worst of all. */
    public Verdict verdict() {
        return results.stream().map(CheckResult::verdict).reduce(Verdict::worse).orElse(Verdict.UNKNOWN);
    }

    /** Terms in which a node said that it leads, less the first. */
    public long leaderChanges() {
        return Math.max(
                0,
                history.leaders().stream()
                                .filter(sample -> sample.leader() == sample.node())
                                .map(sample -> sample.term())
                                .distinct()
                                .count()
                        - 1);
    }

    /** What did not pass, one line each. */
    public List<String> complaints() {
        List<String> lines = new ArrayList<>();
        for (CheckResult result : results) {
            if (result.verdict() != Verdict.PASS) {
                lines.add(result.checker() + ": " + result.verdict());
                result.anomalies().stream()
                        .limit(3)
                        .forEach(anomaly -> lines.add("    " + anomaly.kind() + ": " + anomaly.story()));
            }
        }
        return lines;
    }
}
