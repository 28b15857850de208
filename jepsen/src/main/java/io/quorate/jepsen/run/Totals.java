package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.checker.availability.Availability;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.nemesis.Coverage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What several runs come to. One thread. */
public final class Totals {
    private final Map<Verdict, Integer> runs = new EnumMap<>(Verdict.class);
    private final SortedMap<String, Map<Verdict, Integer>> byChecker = new TreeMap<>();
    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<String> notPassed = new ArrayList<>();
    private final SortedMap<String, Double> longestGaps = new TreeMap<>();
    private long ops;
    private long ok;
    private long unknown;
    private long leaderChanges;

    /** @param name of the run, as people find it again */
    void add(String name, RunResult result) {
        runs.merge(result.verdict(), 1, Integer::sum);
        for (CheckResult check : result.results()) {
            byChecker
                    .computeIfAbsent(check.checker(), checker -> new EnumMap<>(Verdict.class))
                    .merge(check.verdict(), 1, Integer::sum);
            if (check.checker().equals(Availability.NAME)) {
                check.figures().forEach((figure, value) -> longestGaps.merge(figure, value.doubleValue(), Math::max));
            }
        }
        if (result.verdict() != Verdict.PASS) {
            notPassed.add(name + ": " + String.join(" | ", result.complaints()));
        }
        for (Op op : result.history().ops()) {
            ops++;
            switch (op.outcome()) {
                case OK -> ok++;
                case INFO -> unknown++;
                case FAIL -> {}
            }
        }
        faults.addAll(result.history().faults());
        leaderChanges += result.leaderChanges();
    }

    /** A run of which there is nothing to judge. */
    void addUnmade(String name, HarnessFailure cause) {
        runs.merge(Verdict.UNKNOWN, 1, Integer::sum);
        notPassed.add(name + ": " + cause.getMessage());
    }

    public Verdict verdict() {
        return runs.keySet().stream().reduce(Verdict::worse).orElse(Verdict.UNKNOWN);
    }

    public int runs() {
        return runs.values().stream().mapToInt(Integer::intValue).sum();
    }

    public long ops() {
        return ops;
    }

    public long leaderChanges() {
        return leaderChanges;
    }

    /** Faults of this kind that were verified; of a name with a star at its end, of all kinds that begin so. */
    public long verified(String kind) {
        return faults.stream()
                .filter(fault -> fault.status() == FaultStatus.INSTALLED)
                .filter(fault -> kind.endsWith("*")
                        ? fault.kind().startsWith(kind.substring(0, kind.length() - 1))
                        : fault.kind().equals(kind))
                .count();
    }

    public long verified() {
        return verified("*");
    }

    public int kinds() {
        return Coverage.of(faults).kinds();
    }

    /** Kinds that hit the leader in one fault, and a follower in another or the same. */
    public long kindsOnBothRoles() {
        return Coverage.of(faults).byKind().values().stream()
                .filter(roles -> roles.containsKey("leader") && roles.containsKey("follower"))
                .count();
    }

    /** Names of the runs that did not pass, with what was wrong. */
    public List<String> notPassed() {
        return List.copyOf(notPassed);
    }

    /** A page of text, the same for the same runs. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%d runs: %s; %,d operations, %,d ok, %,d unknown; %d faults verified of %d kinds; %d leader changes",
                runs(),
                runs,
                ops,
                ok,
                unknown,
                verified(),
                kinds(),
                leaderChanges));
        byChecker.forEach((checker, verdicts) -> lines.add("  checker " + checker + ": " + verdicts));
        longestGaps.forEach((figure, most) ->
                lines.add(String.format(Locale.ROOT, "  availability, most of all runs: %s %.0f", figure, most)));
        Coverage coverage = Coverage.of(faults);
        coverage.byKind()
                .forEach((kind, roles) -> lines.add(
                        "  fault " + kind + ": " + coverage.installed().get(kind) + " " + roles));
        notPassed.forEach(line -> lines.add("  NOT PASSED " + line));
        return lines;
    }
}
