package io.quorate.jepsen.report;

import io.quorate.jepsen.core.LeaderSample;
import java.util.ArrayList;
import java.util.List;

/**
 * What one node said of who leads, over time: stretches in which it said the same. Its word holds until its next one,
 * the last to the end: histories keep what changed.
 */
record LeaderLane(int node, List<Stretch> stretches) {
    /** Half open; leader -1 when it knows none, term -1 when it did not answer. */
    record Stretch(long fromNanos, long toNanos, int leader, long term) {}

    static List<LeaderLane> of(List<LeaderSample> samples, int nodes, long endNanos) {
        List<LeaderLane> lanes = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            int which = node;
            List<LeaderSample> own =
                    samples.stream().filter(sample -> sample.node() == which).toList();
            lanes.add(new LeaderLane(node, stretches(own, endNanos)));
        }
        return lanes;
    }

    private static List<Stretch> stretches(List<LeaderSample> samples, long endNanos) {
        List<Stretch> stretches = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= samples.size(); i++) {
            boolean end = i == samples.size();
            if (end || !same(samples.get(first), samples.get(i))) {
                LeaderSample sample = samples.get(first);
                long until = end
                        ? Math.max(endNanos, sample.nanos())
                        : samples.get(i).nanos();
                stretches.add(new Stretch(sample.nanos(), until, sample.leader(), sample.term()));
                first = i;
            }
        }
        return stretches;
    }

    private static boolean same(LeaderSample one, LeaderSample other) {
        return one.leader() == other.leader() && one.term() == other.term();
    }
}
