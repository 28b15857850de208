package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.Op;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gathers what one checker finds. Keeps a few anomalies of every kind, so that many of one do not hide another, and
 * counts the rest. One thread.
 */
public final class Findings {
    private static final int MOST_OF_A_KIND = 4;

    private final String checker;
    private final List<Anomaly> broken = new ArrayList<>();
    private final List<Anomaly> unsure = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Number> figures = new LinkedHashMap<>();
    private Verdict verdict = Verdict.PASS;

    public Findings(String checker) {
        this.checker = checker;
    }

    /** A promise was broken. The story is only told if it is kept. */
    public void broken(String kind, Supplier<String> story, Op... ops) {
        broken(kind, story, Arrays.stream(ops).map(Op::id).toList());
    }

    public void broken(String kind, Supplier<String> story, List<Long> ops) {
        verdict = Verdict.FAIL;
        if (counts.merge(kind, 1L, Long::sum) <= MOST_OF_A_KIND) {
            broken.add(new Anomaly(kind, story.get(), ops.stream().distinct().toList()));
        }
    }

    /** Something could not be judged. */
    public void unsure(String kind, Supplier<String> story, Op... ops) {
        verdict = verdict.worse(Verdict.UNKNOWN);
        if (counts.merge(kind, 1L, Long::sum) <= MOST_OF_A_KIND) {
            unsure.add(new Anomaly(
                    kind, story.get(), Arrays.stream(ops).map(Op::id).distinct().toList()));
        }
    }

    public void figure(String name, Number value) {
        figures.put(name, value);
    }

    public CheckResult result(long checked) {
        List<Anomaly> anomalies = new ArrayList<>(broken);
        anomalies.addAll(unsure);
        Map<String, Number> all = new LinkedHashMap<>(figures);
        all.putAll(counts);
        return new CheckResult(checker, verdict, checked, anomalies, all);
    }
}
