package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.docker.DockerCluster;
import io.quorate.jepsen.cluster.docker.DockerPlan;
import io.quorate.jepsen.nemesis.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Clusters of three containers in two cities, from the image that {@code .ci/docker-image} makes. */
public final class DockerSource implements ClusterSource {
    private static final List<String> SETTINGS = ProcessSource.withSmallLimits(List.of());

    @Override
    public Cluster open(Path directory, long seed) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String line : SETTINGS) {
            String[] words = line.split(": ", 2);
            settings.put(words[0], words[1]);
        }
        return DockerCluster.create(DockerPlan.threeNodesInTwoCities(directory, settings));
    }

    @Override
    public Timing timing() {
        return TopologyFile.timing(SETTINGS);
    }
}
