package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.nemesis.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Makes clusters to be broken: a new one, with empty disks, for every run. */
@FunctionalInterface
public interface ClusterSource {
    /**
     * The cluster is not started; the caller closes it.
     *
     * @param directory for its files and logs; made when it is not there
     * @param seed of the run, for what of the cluster differs from run to run
     */
    Cluster open(Path directory, long seed) throws IOException;

    /** What of the cluster is chosen by the seed, for reports. */
    default Map<String, String> traits(long seed) {
        return Map.of();
    }

    /** How elections are timed in these clusters. */
    default Timing timing() {
        return Timing.defaults();
    }
}
