package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads verdicts back from {@code run.json}. */
final class VerdictJson {
    private VerdictJson() {}

    static List<CheckResult> results(JsonNode checkers) throws IOException {
        List<CheckResult> results = new ArrayList<>();
        try {
            for (JsonNode node : checkers) {
                results.add(new CheckResult(
                        node.path("checker").asText(),
                        Verdict.valueOf(node.path("verdict").asText()),
                        node.path("checked").asLong(),
                        anomalies(node.path("anomalies")),
                        figures(node.path("figures"))));
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("not the verdicts of a run: " + e.getMessage(), e);
        }
        return results;
    }

    private static List<Anomaly> anomalies(JsonNode array) {
        List<Anomaly> anomalies = new ArrayList<>();
        for (JsonNode node : array) {
            List<Long> ops = new ArrayList<>();
            node.path("ops").forEach(op -> ops.add(op.path("id").asLong()));
            anomalies.add(
                    new Anomaly(node.path("kind").asText(), node.path("story").asText(), ops));
        }
        return anomalies;
    }

    private static Map<String, Number> figures(JsonNode object) {
        Map<String, Number> figures = new LinkedHashMap<>();
        object.properties().forEach(entry -> figures.put(entry.getKey(), number(entry.getValue())));
        return figures;
    }

    /** What is not a number was written as a text: too big for JavaScript, or not finite. */
    private static Number number(JsonNode value) {
        if (value.isNumber()) {
            return value.numberValue();
        }
        String text = value.asText();
        return text.matches("-?[0-9]+") ? (Number) Long.valueOf(text) : (Number) Double.valueOf(text);
    }
}
