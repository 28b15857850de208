package io.quorate.jepsen.report;

import io.quorate.jepsen.cluster.NodeSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a run when it begins. Stored beside the history ({@link StoredRun}), so that its report can be made
 * anew.
 *
 * @param title of the report, short
 * @param replay the command that runs it again, whole
 * @param version of what was tested: release and commit
 * @param options by name, in the order to show
 * @param topology in the order of the nodes' indexes
 */
public record RunSetup(
        String title,
        Instant started,
        long seed,
        String replay,
        String version,
        Map<String, String> options,
        List<NodeSpec> topology) {
    public RunSetup {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        topology = List.copyOf(topology);
    }
}
