package io.quorate.jepsen.report;

import io.quorate.jepsen.core.LeaderSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A term in which some node was seen to lead, by the word of any node. */
public record LeaderTerm(long term, int leader, long seenNanos) {
    /** In ascending order of terms. Terms between samples are not seen. */
    public static List<LeaderTerm> of(List<LeaderSample> samples) {
        Map<Long, LeaderTerm> terms = new TreeMap<>();
        for (LeaderSample sample : samples) {
            if (sample.leader() >= 0 && sample.term() >= 0) {
                terms.putIfAbsent(sample.term(), new LeaderTerm(sample.term(), sample.leader(), sample.nanos()));
            }
        }
        return new ArrayList<>(terms.values());
    }

    /** How often another node led than in the term seen before. */
    public static int changes(List<LeaderTerm> terms) {
        int changes = 0;
        List<LeaderTerm> ordered = terms.stream()
                .sorted(Comparator.comparingLong(LeaderTerm::term))
                .toList();
        for (int i = 1; i < ordered.size(); i++) {
            changes += ordered.get(i).leader() == ordered.get(i - 1).leader() ? 0 : 1;
        }
        return changes;
    }
}
