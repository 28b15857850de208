package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.nemesis.Coverage;
import io.quorate.jepsen.report.ReportWriter;
import io.quorate.jepsen.report.StoredRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Judges a stored history again. */
public final class Recheck {
    private Recheck() {}

    /**
     * Judges, and writes the report anew. How much was to be done is not judged: that is known to who ran it.
     *
     * @param directory of the run
     */
    public static RunResult of(Path directory) throws IOException {
        StoredRun stored = StoredRun.open(directory);
        History history = stored.history().history();
        List<CheckResult> results = new ArrayList<>();
        for (Checker checker : Judges.again()) {
            results.add(checker.check(history));
        }
        ReportWriter.write(directory, stored.report(results));
        return new RunResult(history, stored.withEarlier(results), Coverage.of(history.faults()));
    }
}
