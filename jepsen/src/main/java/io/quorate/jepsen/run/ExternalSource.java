package io.quorate.jepsen.run;

import io.quorate.client.Endpoint;
import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.cluster.NodeSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A cluster that exists, known by its endpoints only: nothing of it can be broken from here. */
public final class ExternalSource implements ClusterSource {
    private final List<NodeSpec> nodes = new ArrayList<>();

    /** @param endpoints one for each node, as {@code host:port,host:port} */
    public ExternalSource(String endpoints) {
        for (Endpoint endpoint : Endpoint.parseList(endpoints)) {
            nodes.add(new NodeSpec(
                    endpoint.host() + ":" + endpoint.port(), "?", "?", endpoint.host(), endpoint.port(), 0));
        }
    }

    @Override
    public Cluster open(Path directory, long seed) {
        return new Existing(List.copyOf(nodes), directory);
    }

    private record Existing(List<NodeSpec> nodes, Path directory) implements Cluster {
        private static FaultFailed foreign() {
            return new FaultFailed("this cluster is only looked at");
        }

        @Override
        public void start(int node) {
            // It runs.
        }

        @Override
        public boolean isRunning(int node) {
            return true;
        }

        @Override
        public void kill(Set<Integer> victims) throws FaultFailed {
            throw foreign();
        }

        @Override
        public boolean terminate(int node, Duration patience) throws FaultFailed {
            throw foreign();
        }

        @Override
        public void pause(int node) throws FaultFailed {
            throw foreign();
        }

        @Override
        public void resume(int node) {
            // It was never paused.
        }

        @Override
        public Optional<Integer> exitCode(int node) {
            return Optional.empty();
        }

        @Override
        public Path log(int node) {
            return directory;
        }

        @Override
        public Path data(int node) {
            return directory;
        }

        @Override
        public Optional<Network> network() {
            return Optional.empty();
        }

        @Override
        public Optional<Disks> disks() {
            return Optional.empty();
        }

        @Override
        public Optional<Clocks> clocks() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // It is somebody else's.
        }
    }
}
