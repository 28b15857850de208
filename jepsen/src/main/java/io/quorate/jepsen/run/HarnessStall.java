package io.quorate.jepsen.run;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.checker.availability.Availability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the longest stall of the harness takes away from a verdict. An operation is noted as called before it is sent,
 * and as returned after its answer has come: a stall makes it look longer, which hides violations and invents none, so
 * promises of consistency can be judged all the same. Only a time without an answer may be the harness's own.
 *
 * @param millis for which the harness did not run when it should have
 */
record HarnessStall(long millis) {
    /** Longer ones may be what was measured as an outage. */
    static final long LONGEST_TO_MEASURE_OUTAGES = 1_000;
    /** After longer ones hardly anything was seen of what went on meanwhile. */
    static final long LONGEST_TO_JUDGE = 20_000;

    /** The harness' own verdict: UNKNOWN when it saw too little. */
    CheckResult verdict(long collectionMillis) {
        Map<String, Number> figures = new LinkedHashMap<>();
        figures.put("longest stall ms", millis);
        figures.put("garbage collection ms", collectionMillis);
        boolean fit = millis <= LONGEST_TO_JUDGE;
        return new CheckResult(
                "harness", fit ? Verdict.PASS : Verdict.UNKNOWN, 0, fit ? List.of() : List.of(story()), figures);
    }

    /** The result as it is, except that an outage is nobody's fault for certain when the harness stood still. */
    CheckResult excuse(CheckResult result) {
        if (!result.checker().equals(Availability.NAME)
                || result.verdict() != Verdict.FAIL
                || millis <= LONGEST_TO_MEASURE_OUTAGES) {
            return result;
        }
        List<Anomaly> anomalies = new ArrayList<>();
        anomalies.add(story());
        anomalies.addAll(result.anomalies());
        return new CheckResult(Availability.NAME, Verdict.UNKNOWN, result.checked(), anomalies, result.figures());
    }

    private Anomaly story() {
        return new Anomaly("harness-stalled", "the harness stood still for " + millis + " ms", List.of());
    }
}
