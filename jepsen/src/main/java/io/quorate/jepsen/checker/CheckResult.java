package io.quorate.jepsen.checker;

import java.util.List;
import java.util.Map;

/**
 * A verdict and what it rests on.
 *
 * @param checker name of the checker, as {@code linearizable}
 * @param checked how many operations the verdict covers
 * @param anomalies why it is not PASS: at most {@link #MOST_ANOMALIES}, the first ones; empty on PASS
 * @param figures what else was measured, by name; in a fixed order
 */
public record CheckResult(
        String checker, Verdict verdict, long checked, List<Anomaly> anomalies, Map<String, Number> figures) {
    public static final int MOST_ANOMALIES = 20;

    public CheckResult {
        anomalies = List.copyOf(anomalies.subList(0, Math.min(MOST_ANOMALIES, anomalies.size())));
        figures = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(figures));
    }
}
