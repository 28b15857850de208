package io.quorate.jepsen.cluster.docker;

import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.cluster.Plugs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.testcontainers.containers.Network;

/**
 * A cluster of containers. Clients reach a node at its own address, from this machine only. There are no
 * {@link #disks}: volumes are directories of this machine's disk, whose power cannot be taken; and no {@link #clocks}:
 * the image has no library for that.
 */
public final class DockerCluster implements Cluster {
    private static final Duration END_PATIENCE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Engine engine;
    private final Network bridge;
    private final List<NodeSpec> specs;
    private final List<NodeContainer> nodes;
    private final DockerNetwork network;

    private DockerCluster(Engine engine, Network bridge, Subnet subnet, DockerPlan plan) throws IOException {
        this.engine = engine;
        this.bridge = bridge;
        this.specs = specs(plan, subnet);
        this.nodes = containers(engine, bridge, subnet, plan);
        this.network = new DockerNetwork(subnet, nodes);
    }

    /**
     * Makes the network and the directories; starts nothing. Fails, with a text that says what to do, when there is no
     * engine or no image.
     */
    public static DockerCluster create(DockerPlan plan) throws IOException {
        Engine engine = Engine.connect();
        engine.removeLeftovers();
        engine.userOf(plan.image());
        for (int tries = 0; tries < Subnet.COUNT; tries++) {
            // Harnesses that run at the same time begin at different ones.
            Subnet subnet = new Subnet((int) ((ProcessHandle.current().pid() + tries) % Subnet.COUNT));
            Optional<Network> bridge = engine.createNetwork(subnet);
            if (bridge.isEmpty()) {
                continue;
            }
            try {
                subnet.forbidOtherRoutes();
                return new DockerCluster(engine, bridge.get(), subnet, plan);
            } catch (IOException | RuntimeException e) {
                bridge.get().close();
                throw e;
            }
        }
        throw new IOException("no subnet is free for the containers' network");
    }

    private static List<NodeSpec> specs(DockerPlan plan, Subnet subnet) {
        List<NodeSpec> specs = new ArrayList<>();
        for (int node = 0; node < plan.places().size(); node++) {
            DockerPlan.Place place = plan.places().get(node);
            specs.add(new NodeSpec(
                    place.node(),
                    place.city(),
                    place.zone(),
                    subnet.address(node),
                    DockerPlan.CLIENT_PORT,
                    DockerPlan.HTTP_PORT));
        }
        return List.copyOf(specs);
    }

    private static List<NodeContainer> containers(Engine engine, Network bridge, Subnet subnet, DockerPlan plan)
            throws IOException {
        Path directory = Files.createDirectories(plan.directory());
        Path topology = Files.writeString(directory.resolve("topology.yaml"), plan.topology(subnet));
        String user = engine.userOf(plan.image());
        List<NodeContainer> containers = new ArrayList<>();
        for (int node = 0; node < plan.places().size(); node++) {
            String name = plan.places().get(node).node();
            Path data = Files.createDirectories(directory.resolve(name));
            give(data, user);
            Path log = directory.resolve(name + ".log");
            if (!Files.exists(log)) {
                Files.createFile(log);
            }
            containers.add(new NodeContainer(
                    engine.client(),
                    new NodeContainer.Setup(
                            name,
                            plan.image(),
                            bridge,
                            subnet.address(node),
                            data,
                            topology,
                            log,
                            plan.serverFlags())));
        }
        return List.copyOf(containers);
    }

    /** The process in the container is not root, so its directory must be its own. */
    private static void give(Path data, String user) throws IOException {
        String[] ids = user.split(":", -1);
        Files.setAttribute(data, "unix:uid", Integer.valueOf(ids[0]));
        Files.setAttribute(data, "unix:gid", Integer.valueOf(ids[1]));
    }

    @Override
    public List<NodeSpec> nodes() {
        return specs;
    }

    @Override
    public void start(int node) throws IOException {
        NodeContainer container = nodes.get(node);
        try {
            if (container.isRunning()) {
                return;
            }
            container.finishLog();
            network.beforeStart(node);
            container.start();
            network.afterStart(node);
        } catch (RuntimeException e) {
            throw new IOException("cannot start " + container.name() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isRunning(int node) {
        return nodes.get(node).isRunning();
    }

    /** At the same moment, as far as the engine can: an end takes it a tenth of a second, so each has its thread. */
    @Override
    public void kill(Set<Integer> victims) throws FaultFailed {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int node : victims) {
            network.beforeEnd(node);
        }
        for (int node : victims) {
            Thread thread = new Thread(
                    () -> killOne(nodes.get(node)), "kill-" + specs.get(node).name());
            thread.setUncaughtExceptionHandler((failed, e) -> failures.add(e));
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaultFailed("interrupted while killing", e);
        }
        if (!failures.isEmpty()) {
            throw new FaultFailed("killing " + victims + ": " + failures.peek().getMessage(), failures.peek());
        }
        for (int node : victims) {
            awaitEnd(nodes.get(node));
        }
    }

    private static void killOne(NodeContainer container) {
        if (container.isRunning()) {
            container.kill();
        }
    }

    private static void awaitEnd(NodeContainer container) throws FaultFailed {
        long deadline = System.nanoTime() + END_PATIENCE.toNanos();
        while (Engine.ask("looking at " + container.name(), container::isRunning)) {
            if (System.nanoTime() > deadline) {
                throw new FaultFailed(container.name() + " still runs after SIGKILL");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        container.finishLog();
    }

    @Override
    public boolean terminate(int node, Duration patience) throws FaultFailed {
        NodeContainer container = nodes.get(node);
        if (!container.isRunning()) {
            return true;
        }
        network.beforeEnd(node);
        Engine.ask("stopping " + container.name(), () -> {
            container.stop(patience);
            return true;
        });
        awaitEnd(container);
        return container.exitCode().filter(code -> code != NodeContainer.KILLED).isPresent();
    }

    @Override
    public void pause(int node) throws FaultFailed {
        NodeContainer container = nodes.get(node);
        boolean paused = Engine.ask("pausing " + container.name(), () -> {
            if (!container.isPaused()) {
                container.pause();
            }
            return container.isPaused();
        });
        if (!paused) {
            throw new FaultFailed(container.name() + " was to be paused, but is not");
        }
    }

    @Override
    public void resume(int node) throws FaultFailed {
        NodeContainer container = nodes.get(node);
        boolean paused = Engine.ask("resuming " + container.name(), () -> {
            if (container.isPaused()) {
                container.unpause();
            }
            return container.isPaused();
        });
        if (paused) {
            throw new FaultFailed(container.name() + " is still paused");
        }
    }

    @Override
    public Optional<Integer> exitCode(int node) {
        return nodes.get(node).exitCode();
    }

    @Override
    public Path log(int node) {
        return nodes.get(node).log();
    }

    @Override
    public Path data(int node) {
        return nodes.get(node).data();
    }

    /** More than the port has: {@link DockerNetwork#disconnect}. */
    @Override
    public Optional<io.quorate.jepsen.cluster.Network> network() {
        return Optional.of(network);
    }

    /** The same, by its own name. */
    public DockerNetwork dockerNetwork() {
        return network;
    }

    @Override
    public Optional<Plugs> plugs() {
        return Optional.of(new Plugs() {
            @Override
            public void unplug(int node) throws FaultFailed {
                dockerNetwork().disconnect(node);
            }

            @Override
            public void plug(int node) throws FaultFailed {
                dockerNetwork().reconnect(node);
            }
        });
    }

    @Override
    public Optional<Disks> disks() {
        return Optional.empty();
    }

    @Override
    public Optional<Clocks> clocks() {
        return Optional.empty();
    }

    /** Containers and network go; the directory stays. */
    @Override
    public void close() {
        RuntimeException failure = null;
        for (NodeContainer container : nodes) {
            try {
                container.remove(engine);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        bridge.close();
        if (failure != null) {
            throw failure;
        }
    }
}
