package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes what a run is judged by: one page for people, one file for machines. */
public final class ReportWriter {
    public static final String PAGE = "report.html";
    public static final String JSON = "run.json";

    /** Of a list, in the page. */
    static final int MOST_ELEMENTS = 60;

    private static final List<String> SCRIPTS =
            List.of("base.js", "timeline.js", "lanes.js", "tables.js", "anomalies.js", "report.js");

    private ReportWriter() {}

    /** Makes the directory; replaces a report that is there. */
    public static void write(Path directory, RunReport report) throws IOException {
        Files.createDirectories(directory);
        Figures figures = Figures.of(report);
        Surroundings surroundings = Surroundings.of(report.history(), report.results());
        RunJson json = new RunJson(report, figures, surroundings);
        Json.write(directory.resolve(JSON), json.whole());
        ObjectNode data = Json.object();
        data.set("run", json.shortened());
        data.set("around", around(report.results(), surroundings));
        data.set("charts", ChartJson.of(report.history(), figures));
        Files.writeString(directory.resolve(PAGE), Page.of(report.setup().title(), data, SCRIPTS));
    }

    /** For each checker and anomaly, in their order, the operations around. */
    private static ArrayNode around(List<CheckResult> results, Surroundings surroundings) {
        OpJson ops = OpJson.shortened(MOST_ELEMENTS);
        ArrayNode array = Json.array();
        for (CheckResult result : results) {
            ArrayNode anomalies = array.addArray();
            for (Anomaly anomaly : result.anomalies()) {
                anomalies.add(ops.ops(surroundings.around(anomaly)));
            }
        }
        return array;
    }
}
