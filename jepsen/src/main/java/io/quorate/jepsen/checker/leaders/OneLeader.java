package io.quorate.jepsen.checker.leaders;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.LeaderSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * No two nodes lead the same term, by what all nodes say. A vote that was given twice, or forgotten, harms no client
 * for a long time, since a leader serves nothing before a majority has followed it; but it shows here.
 *
 * <p>A node may pair the leader of one term with the number of the next, for as long as it takes to read the one after
 * the other. So what it says counts only when it has gone on saying so: samples hold changes, so between two of a node
 * it said nothing else.
 */
public final class OneLeader implements Checker {
    /** A node is asked at least twice in this time, or it does not answer, which is a change. */
    private static final long HELD_NANOS = Duration.ofMillis(700).toNanos();

    @Override
    public String name() {
        return "leaders";
    }

    @Override
    public CheckResult check(History history) {
        Map<Long, LeaderSample> leaders = new TreeMap<>();
        List<Anomaly> anomalies = new ArrayList<>();
        for (LeaderSample claim : held(history.leaders())) {
            LeaderSample first = leaders.putIfAbsent(claim.term(), claim);
            if (first != null && first.leader() != claim.leader()) {
                anomalies.add(new Anomaly("two-leaders", story(history.nodes(), first, claim), List.of()));
            }
        }
        Verdict verdict = anomalies.isEmpty() ? Verdict.PASS : Verdict.FAIL;
        return new CheckResult(name(), verdict, 0, anomalies, Map.of("terms", leaders.size()));
    }

    /** What nodes have said for long enough, in the order in which they began to. */
    private static List<LeaderSample> held(List<LeaderSample> samples) {
        Map<Integer, LeaderSample> saying = new TreeMap<>();
        List<LeaderSample> held = new ArrayList<>();
        for (LeaderSample sample : samples) {
            LeaderSample before = saying.put(sample.node(), sample);
            if (before != null
                    && before.leader() >= 0
                    && before.term() >= 0
                    && sample.nanos() - before.nanos() >= HELD_NANOS) {
                held.add(before);
            }
        }
        return held;
    }

    private static String story(List<String> nodes, LeaderSample one, LeaderSample other) {
        return "in term " + one.term() + " " + says(nodes, one) + ", and " + says(nodes, other);
    }

    private static String says(List<String> nodes, LeaderSample sample) {
        return nodes.get(sample.node()) + " said from " + Duration.ofNanos(sample.nanos()) + " on that "
                + nodes.get(sample.leader()) + " leads";
    }
}
