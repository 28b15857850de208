package io.quorate.jepsen.report;

import io.quorate.jepsen.core.LeaderSample;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A term in which some node was seen to lead a keyspace, by the word of any node. */
public record LeaderTerm(long term, int leader, long seenNanos, int keyspace) {
    /** Of each keyspace in ascending order of terms. Terms between samples are not seen. */
    public static List<LeaderTerm> of(List<LeaderSample> samples) {
        Map<Integer, Map<Long, LeaderTerm>> keyspaces = new TreeMap<>();
        for (LeaderSample sample : samples) {
            if (sample.leader() >= 0 && sample.term() >= 0) {
                keyspaces
                        .computeIfAbsent(sample.keyspace(), keyspace -> new TreeMap<>())
                        .putIfAbsent(
                                sample.term(),
                                new LeaderTerm(sample.term(), sample.leader(), sample.nanos(), sample.keyspace()));
            }
        }
        return keyspaces.values().stream()
                .flatMap(terms -> terms.values().stream())
                .toList();
    }

    /** How often another node led than in the term of the same keyspace seen before. */
    public static int changes(List<LeaderTerm> terms) {
        int changes = 0;
        List<LeaderTerm> ordered = terms.stream()
                .sorted(Comparator.comparingInt(LeaderTerm::keyspace).thenComparingLong(LeaderTerm::term))
                .toList();
        for (int i = 1; i < ordered.size(); i++) {
            LeaderTerm before = ordered.get(i - 1);
            LeaderTerm now = ordered.get(i);
            changes += now.keyspace() == before.keyspace() && now.leader() != before.leader() ? 1 : 0;
        }
        return changes;
    }
}
