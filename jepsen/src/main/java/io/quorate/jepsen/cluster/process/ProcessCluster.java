package io.quorate.jepsen.cluster.process;

import io.quorate.jepsen.clock.FaketimeClocks;
import io.quorate.jepsen.clock.ShownTime;
import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.Failpoints;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.disk.DiskUsers;
import io.quorate.jepsen.disk.LoopDisks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Servers as processes on this machine. */
public final class ProcessCluster implements Cluster {
    private interface Step {
        void run() throws IOException, FaultFailed;
    }

    private final ProcessSpec spec;
    private final RunNumber run;
    private final Addresses addresses;
    private final ClusterFiles files;
    private final List<NodeSpec> nodes = new ArrayList<>();
    private final List<NodeProcess> processes = new ArrayList<>();
    private final Map<Integer, List<String>> options = new HashMap<>();
    private final List<String> missing = new ArrayList<>();
    private final Thread atExit = new Thread(this::close, "cluster-at-exit");
    private @Nullable RelayedNetwork network;
    private @Nullable LoopDisks disks;
    private @Nullable FaketimeClocks clocks;
    private @Nullable Failpoints failpoints;

    private ProcessCluster(ProcessSpec spec, RunNumber run) {
        this.spec = spec;
        this.run = run;
        this.addresses = new Addresses(run.value(), spec.nodes().size());
        this.files = new ClusterFiles(spec, addresses);
        for (int node = 0; node < spec.nodes().size(); node++) {
            NodePlace place = spec.nodes().get(node);
            nodes.add(new NodeSpec(
                    place.name(),
                    place.city(),
                    place.zone(),
                    addresses.real(node).getHostAddress(),
                    Addresses.CLIENT_PORT,
                    Addresses.HTTP_PORT));
            processes.add(new NodeProcess(place.name(), files.log(node)));
        }
    }

    /** Prepares everything and starts nothing; on failure nothing is left. Cleans up after runs that were killed. */
    public static ProcessCluster open(ProcessSpec spec) throws IOException {
        int count = spec.nodes().size();
        RunNumber run = RunNumber.claim(RunNumber.base(), number -> new Addresses(number, count).areFree());
        ProcessCluster cluster = new ProcessCluster(spec, run);
        try {
            cluster.prepare();
            Runtime.getRuntime().addShutdownHook(cluster.atExit);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void prepare() throws IOException {
        files.write();
        network = RelayedNetwork.open(addresses.routes(), spec::delay);
        if (spec.diskBytes() == 0) {
            missing.add("disks: none asked for");
        } else if (LoopDisks.obstacle().isPresent()) {
            missing.add("disks: " + LoopDisks.obstacle().get());
        } else {
            disks = LoopDisks.open(run.directory(), spec.names(), spec.diskBytes(), new Users());
        }
        Optional<Path> library = FaketimeClocks.find();
        if (!spec.clocks()) {
            missing.add("clocks: not asked for");
        } else if (library.isEmpty()) {
            missing.add("clocks: libfaketime is not installed");
        } else {
            clocks = new FaketimeClocks(library.get(), spec.directory(), spec.names(), new Shown());
        }
        for (int node = 0; node < nodes.size(); node++) {
            Files.createDirectories(data(node));
        }
    }

    private final class Users implements DiskUsers {
        @Override
        public void kill(Set<Integer> victims) throws FaultFailed {
            ProcessCluster.this.kill(victims);
        }

        @Override
        public boolean isRunning(int node) {
            return ProcessCluster.this.isRunning(node);
        }
    }

    private final class Shown implements ShownTime {
        @Override
        public boolean isRunning(int node) {
            return ProcessCluster.this.isRunning(node);
        }

        @Override
        public Instant wall(int node) throws IOException {
            return http(node).read("/livez").date();
        }

        @Override
        public Duration uptime(int node) throws IOException {
            return http(node).uptime();
        }
    }

    private NodeHttp http(int node) {
        return new NodeHttp(addresses.real(node));
    }

    /** What of disks and clocks there is not, and why; one line each. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** More JVM flags for the node, from its next start on, in place of those given before. No spaces within one. */
    public void serverOptions(int node, List<String> flags) {
        options.put(node, List.copyOf(flags));
    }

    /** Says by what means the nodes' failpoints are armed; what they take as options is the caller's. */
    public void failpoints(Failpoints means) {
        failpoints = means;
    }

    @Override
    public Optional<Failpoints> failpoints() {
        return Optional.ofNullable(failpoints);
    }

    /** Whether the node says of itself that it serves: it knows a leader, and has caught up. */
    public boolean isReady(int node) {
        return http(node).isReady();
    }

    @Override
    public List<NodeSpec> nodes() {
        return List.copyOf(nodes);
    }

    @Override
    public void start(int node) throws IOException {
        NodeProcess process = processes.get(node);
        if (process.isRunning()) {
            return;
        }
        Map<String, String> environment = new HashMap<>();
        if (clocks != null) {
            environment.putAll(clocks.startingEnvironment(node));
        }
        environment.put("QUORATE_NO_BUILD", "1");
        environment.put("QUORATE_SERVER_OPTS", String.join(" ", flags(node)));
        long pid = process.start(
                List.of(
                        spec.launcher().toString(),
                        "server",
                        "--topology",
                        files.topology().toString(),
                        "--node",
                        nodes.get(node).name(),
                        "--data",
                        data(node).toString(),
                        "--stop-with-stdin"),
                environment);
        run.record(nodes.get(node).name(), pid);
        if (disks != null) {
            disks.started(node, pid);
        }
    }

    private List<String> flags(int node) {
        List<String> flags = new ArrayList<>(spec.jvmFlags());
        flags.add("-Djdk.net.hosts.file=" + files.hosts(node));
        flags.add("-XX:ErrorFile=" + spec.directory().resolve("hs_err_%p.log"));
        flags.addAll(options.getOrDefault(node, List.of()));
        for (String flag : flags) {
            if (flag.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException("the launcher cannot take a JVM flag with a space: " + flag);
            }
        }
        return flags;
    }

    @Override
    public boolean isRunning(int node) {
        return processes.get(node).isRunning();
    }

    @Override
    public void kill(Set<Integer> victims) throws FaultFailed {
        for (int node : victims) {
            processes.get(node).kill();
        }
        for (int node : victims) {
            processes.get(node).awaitEnd();
        }
    }

    @Override
    public boolean terminate(int node, Duration patience) throws FaultFailed {
        return processes.get(node).terminate(patience);
    }

    @Override
    public void pause(int node) throws FaultFailed {
        processes.get(node).pause();
    }

    @Override
    public void resume(int node) throws FaultFailed {
        processes.get(node).resume();
    }

    @Override
    public Optional<Integer> exitCode(int node) {
        return processes.get(node).exitCode();
    }

    @Override
    public Path log(int node) {
        return processes.get(node).log();
    }

    @Override
    public Path data(int node) {
        return disks == null
                ? spec.directory().resolve("data-" + nodes.get(node).name())
                : disks.data(node);
    }

    @Override
    public Optional<Network> network() {
        return Optional.ofNullable(network);
    }

    @Override
    public Optional<Disks> disks() {
        return Optional.ofNullable(disks);
    }

    @Override
    public Optional<Clocks> clocks() {
        return Optional.ofNullable(clocks);
    }

    /** Goes on past what fails, and tells it in the end. */
    @Override
    public synchronized void close() {
        @Nullable UncheckedIOException failure = null;
        for (Step step : closing()) {
            try {
                step.run();
            } catch (IOException | FaultFailed | RuntimeException e) {
                UncheckedIOException next = new UncheckedIOException(
                        new IOException("the cluster could not be removed as a whole: " + e.getMessage(), e));
                if (failure != null) {
                    next.addSuppressed(failure);
                }
                failure = next;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Disks are thawed first: a process that hangs in one cannot be killed. */
    private List<Step> closing() {
        List<Step> steps = new ArrayList<>();
        LoopDisks ownDisks = disks;
        RelayedNetwork ownNetwork = network;
        if (ownDisks != null) {
            for (int node = 0; node < nodes.size(); node++) {
                int each = node;
                steps.add(() -> ownDisks.unstall(each));
            }
        }
        steps.add(() -> kill(IntStream.range(0, nodes.size()).boxed().collect(Collectors.toSet())));
        if (ownNetwork != null) {
            steps.add(ownNetwork::close);
        }
        if (ownDisks != null) {
            steps.add(ownDisks::close);
        }
        steps.add(run::close);
        steps.add(this::removeHook);
        disks = null;
        network = null;
        clocks = null;
        return steps;
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // This process is ending; the hook finds nothing left to do.
        }
    }
}
