package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.History;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges each keyspace by itself: its operations and leaders, as if there were no other. The verdict is the worst; what
 * is found, and each figure, says which keyspace it is of, where there are several.
 */
final class EachKeyspace implements Checker {
    private final Checker one;

    EachKeyspace(Checker one) {
        this.one = one;
    }

    @Override
    public String name() {
        return one.name();
    }

    @Override
    public CheckResult check(History history) {
        if (history.keyspaces().size() == 1) {
            return one.check(history);
        }
        Verdict verdict = Verdict.PASS;
        long checked = 0;
        List<Anomaly> anomalies = new ArrayList<>();
        Map<String, Number> figures = new LinkedHashMap<>();
        for (int keyspace = 0; keyspace < history.keyspaces().size(); keyspace++) {
            String name = history.keyspaces().get(keyspace);
            CheckResult result = one.check(history.in(keyspace));
            verdict = verdict.worse(result.verdict());
            checked += result.checked();
            result.anomalies()
                    .forEach(each -> anomalies.add(
                            new Anomaly(each.kind(), "In keyspace " + name + ": " + each.story(), each.ops())));
            result.figures().forEach((figure, value) -> figures.put(name + ": " + figure, value));
        }
        return new CheckResult(name(), verdict, checked, anomalies, figures);
    }
}
