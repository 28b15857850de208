package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.process.Distances;
import io.quorate.jepsen.cluster.process.ProcessCluster;
import io.quorate.jepsen.cluster.process.ProcessSpec;
import io.quorate.jepsen.mutant.Agent;
import io.quorate.jepsen.mutant.Failpoint;
import io.quorate.jepsen.nemesis.Timing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Clusters of processes on this machine, of one shape. */
public final class ProcessSource implements ClusterSource {
    /**
     * Small limits, so that in a minute happens what takes a day otherwise: log segments are rolled and purged,
     * snapshots taken and installed, write buffers flushed.
     */
    private static final List<String> SMALL_LIMITS = List.of(
            "log_segment_bytes: 8MiB",
            "snapshot_every_entries: 5000",
            "snapshot_every_bytes: 4MiB",
            "store_write_buffer_bytes: 2MiB");

    private final Optional<TopologyFile> topology;
    private final int nodes;
    private final Compilation compilation;
    private final boolean failpoints;
    private final boolean homes;
    private final boolean wan;
    private final Consumer<String> lines;

    private ProcessSource(
            Optional<TopologyFile> topology,
            int nodes,
            Compilation compilation,
            boolean failpoints,
            boolean homes,
            boolean wan,
            Consumer<String> lines) {
        this.topology = topology;
        this.nodes = nodes;
        this.compilation = compilation;
        this.failpoints = failpoints;
        this.homes = homes;
        this.wan = wan;
        this.lines = lines;
    }

    /** Three or five nodes, in two or three cities. */
    public static ProcessSource ofNodes(int nodes, Consumer<String> lines) {
        return new ProcessSource(Optional.empty(), nodes, Compilation.ANY, false, true, false, lines);
    }

    /** Cities, zones, nodes and settings as in the file. */
    public static ProcessSource ofTopology(Path file, Consumer<String> lines) throws IOException {
        TopologyFile read = TopologyFile.read(file);
        return new ProcessSource(Optional.of(read), read.nodes().size(), Compilation.ANY, false, true, false, lines);
    }

    /** The same with servers that compile so; {@link Compilation#ANY} unless said. */
    public ProcessSource compiling(Compilation how) {
        return new ProcessSource(topology, nodes, how, failpoints, homes, wan, lines);
    }

    /**
     * The same with servers that can be made to end or stand still at exact steps, or without; without unless said. An
     * agent in them does it, which makes them start slower.
     */
    public ProcessSource withFailpoints(boolean carried) {
        return new ProcessSource(topology, nodes, compilation, carried, homes, wan, lines);
    }

    /**
     * The same with keyspaces that belong somewhere, so that leaders go home while faults go on; or without, so that
     * who leads is for elections and faults to say. With, unless said.
     */
    public ProcessSource withHomes(boolean wanted) {
        return new ProcessSource(topology, nodes, compilation, failpoints, wanted, wan, lines);
    }

    /**
     * The same with messages between nodes that take as long as the topology's links say, or, without a file, as is
     * assumed of zones and cities; as fast as loopback unless wanted.
     */
    public ProcessSource withWan(boolean wanted) {
        return new ProcessSource(topology, nodes, compilation, failpoints, homes, wanted, lines);
    }

    private List<String> settings() {
        return withSmallLimits(topology.map(TopologyFile::settings).orElse(List.of()));
    }

    /** The limits, but for those that are given otherwise. */
    static List<String> withSmallLimits(List<String> given) {
        List<String> all = new ArrayList<>(given);
        for (String line : SMALL_LIMITS) {
            String name = line.substring(0, line.indexOf(':') + 1);
            if (given.stream().noneMatch(each -> each.startsWith(name))) {
                all.add(line);
            }
        }
        return all;
    }

    private static void carryFailpoints(ProcessCluster cluster, Path directory) throws IOException {
        List<Agent> agents = new ArrayList<>();
        for (int node = 0; node < cluster.nodes().size(); node++) {
            Agent agent = new Agent(directory.resolve("agent-" + node));
            cluster.serverOptions(node, agent.flags(null, Failpoint.all()));
            agents.add(agent);
        }
        cluster.failpoints(new AgentFailpoints(agents));
    }

    @Override
    public Map<String, String> traits(long seed) {
        Map<String, String> traits = new LinkedHashMap<>();
        traits.put("compilation", compilation.of(seed).toString());
        traits.put("homes", homes ? "cities" : "none");
        traits.put("links", wan ? "wan" : "loopback");
        topology.ifPresent(read -> traits.put("topology", read.file().toString()));
        return traits;
    }

    @Override
    public Timing timing() {
        return TopologyFile.timing(settings());
    }

    @Override
    public Cluster open(Path directory, long seed) throws IOException {
        ProcessSpec spec = (nodes == 5 ? ProcessSpec.fiveNodes(directory) : ProcessSpec.threeNodes(directory))
                .withSettings(settings());
        if (topology.isPresent()) {
            spec = spec.withNodes(topology.get().nodes());
        }
        if (homes) {
            String given = topology.map(TopologyFile::home).orElse("");
            spec = spec.withHome(given.isEmpty() ? spec.nodes().get(0).city() : given);
        }
        if (wan) {
            spec = spec.withDistances(
                    Distances.of(topology.map(TopologyFile::links).orElse(List.of())));
        }
        ProcessCluster cluster = ProcessCluster.open(spec.withMoreJvmFlags(compilation.flags(seed)));
        if (failpoints) {
            carryFailpoints(cluster, directory);
        }
        cluster.missing().forEach(what -> lines.accept("not possible here: " + what));
        return cluster;
    }
}
