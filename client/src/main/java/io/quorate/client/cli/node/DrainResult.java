package io.quorate.client.cli.node;

import io.quorate.client.cli.status.KeyspaceView;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of a drain, or of its end.
 *
 * @param drained the node is marked so
 * @param leads what it leads all the same
 */
record DrainResult(String node, boolean drained, List<Led> leads) {
    /**
     * What a node leads.
     *
     * @param why what keeps it there; empty when nothing is known to
     */
    record Led(String keyspace, String why) {
        static Led of(KeyspaceView view) {
            return new Led(view.name(), view.whyHere());
        }

        @Override
        public String toString() {
            return why.isEmpty() ? keyspace : keyspace + " (" + why + ")";
        }
    }

    DrainResult {
        leads = List.copyOf(leads);
    }

    /** What it leads, with the reasons. */
    String what() {
        return leads.stream().map(Led::toString).collect(Collectors.joining(", "));
    }

    /** For people. */
    String sentence() {
        if (!drained) {
            return node + " is drained no longer; what belongs to it goes back to it";
        }
        return leads.isEmpty()
                ? node + " is drained: it leads nothing, and goes on voting and serving"
                : node + " is drained, and still leads " + what();
    }
}
