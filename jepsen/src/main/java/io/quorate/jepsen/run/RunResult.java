package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.checker.availability.Availability;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.nemesis.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** What a run came to. */
public record RunResult(History history, List<CheckResult> results, Coverage coverage) {
    public RunResult {
        results = List.copyOf(results);
    }

    /** The worst of all. */
    public Verdict verdict() {
        return results.stream().map(CheckResult::verdict).reduce(Verdict::worse).orElse(Verdict.UNKNOWN);
    }

    /** Checkers whose FAIL is not about what clients were shown. */
    static final Set<String> NOT_SAFETY = Set.of("worth", Availability.NAME, "harness", "final-reads");

    /** What was not healed at the end: no verdict by itself when the run was given up. */
    static final String NOT_WHOLE = "not-whole-at-the-end";

    /** Whether a promise was broken, by what the clients saw or by what nodes did; an outage alone is none. */
    boolean breaksPromise() {
        return results.stream()
                .filter(each -> each.verdict() == Verdict.FAIL && !NOT_SAFETY.contains(each.checker()))
                .flatMap(each -> each.anomalies().stream())
                .anyMatch(anomaly -> !anomaly.kind().equals(NOT_WHOLE));
    }

    /** Terms in which a node said that it leads, less the first of each keyspace. */
    public long leaderChanges() {
        return LongStream.range(0, history.keyspaces().size())
                .map(keyspace -> Math.max(0, terms(keyspace) - 1))
                .sum();
    }

    private long terms(long keyspace) {
        return history.leaders().stream()
                .filter(sample -> sample.keyspace() == keyspace && sample.leader() == sample.node())
                .map(sample -> sample.term())
                .distinct()
                .count();
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
