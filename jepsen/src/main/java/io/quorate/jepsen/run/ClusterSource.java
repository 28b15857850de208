package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.nemesis.Timing;
import java.io.IOException;
import java.nio.file.Path;

/** Makes clusters to be broken: a new one, with empty disks, for every run. */
@FunctionalInterface
public interface ClusterSource {
    /**
     * The cluster is not started; the caller closes it.
     *
     * @param directory for its files and logs; made when it is not there
     */
    Cluster open(Path directory) throws IOException;

    /** How elections are timed in these clusters. */
    default Timing timing() {
        return Timing.defaults();
    }
}
