package io.quorate.jepsen.cluster.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * One node's container. It is made at the first start, and keeps its address, its volume and what it printed over all
 * later ones; its network namespace is new each time. Throws what the engine's client throws.
 */
final class NodeContainer {
    static final int KILLED = 137;

    private static final long LOG_SECONDS = 10;
    private static final int LAST_LINES = 5;
    private static final String DATA = "/var/lib/quorate";
    private static final String TOPOLOGY = "/etc/quorate/topology.yaml";

    private final DockerClient client;
    private final Setup setup;
    private volatile @Nullable String id;
    private @Nullable NodeLog log;

    /** What does not change over the life of a container. */
    record Setup(
            String name,
            String image,
            Network network,
            String address,
            Path data,
            Path topology,
            Path log,
            String serverFlags) {}

    NodeContainer(DockerClient client, Setup setup) {
        this.client = client;
        this.setup = setup;
    }

    /** The first start creates; Testcontainers cannot do the one without the other. */
    private final class First extends GenericContainer<First> {
        First() {
            super(DockerImageName.parse(setup.image()));
        }

        @Override
        protected void containerIsCreated(String containerId) {
            follow(containerId);
        }
    }

    void start() throws IOException {
        String made = id;
        if (made != null) {
            follow(made);
            client.startContainerCmd(made).exec();
            return;
        }
        First first = new First();
        first.withNetwork(setup.network())
                .withCommand("server", "--topology", TOPOLOGY, "--node", setup.name(), "--data", DATA)
                .withEnv(Map.of("QUORATE_SERVER_OPTS", setup.serverFlags()))
                .withLabels(Engine.labels())
                .withCreateContainerCmdModifier(this::restrict);
        first.start();
        id = first.getContainerId();
    }

    private void restrict(CreateContainerCmd command) {
        command.withIpv4Address(setup.address())
                .withHostName(setup.name())
                // Asking costs processor time, and nobody here wants the answer.
                .withHealthcheck(new HealthCheck().withTest(List.of("NONE")));
        // Not through Testcontainers, which would first start an image of its own to see whether binds work.
        command.getHostConfig()
                .withBinds(
                        new Bind(setup.data().toString(), new Volume(DATA)),
                        new Bind(setup.topology().toString(), new Volume(TOPOLOGY), AccessMode.ro))
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"));
    }

    /** Before the start, so that nothing is missed. */
    private void follow(String container) {
        try {
            NodeLog next = new NodeLog(setup.log());
            log = next;
            client.attachContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(next)
                    .awaitStarted(LOG_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + setup.log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + setup.name(), e);
        }
    }

    Optional<ContainerState> state() {
        String made = id;
        return made == null
                ? Optional.empty()
                : Optional.of(client.inspectContainerCmd(made).exec().getState());
    }

    boolean isRunning() {
        return state().filter(state -> Boolean.TRUE.equals(state.getRunning())).isPresent();
    }

    boolean isPaused() {
        return state().filter(state -> Boolean.TRUE.equals(state.getPaused())).isPresent();
    }

    /** Of its process, while that exists. */
    Optional<NetworkNamespace> namespace() {
        return state().filter(state -> Boolean.TRUE.equals(state.getRunning()))
                .map(state -> new NetworkNamespace(state.getPidLong()));
    }

    Optional<Integer> exitCode() {
        return state().filter(state -> !Boolean.TRUE.equals(state.getRunning()))
                .map(state -> state.getExitCodeLong().intValue());
    }

    /** The caller knows that it runs. A frozen process dies only when it is thawed. */
    void kill() {
        client.killContainerCmd(made()).withSignal("KILL").exec();
    }

    /** The engine's own stop: SIGTERM, then SIGKILL. */
    void stop(Duration patience) {
        try {
            client.stopContainerCmd(made())
                    .withTimeout((int) Math.max(1, patience.toSeconds()))
                    .exec();
        } catch (NotModifiedException e) {
            // It has ended by itself.
        }
    }

    void pause() {
        client.pauseContainerCmd(made()).exec();
    }

    void unpause() {
        client.unpauseContainerCmd(made()).exec();
    }

    /** With the same address, whether it runs or not. */
    void connect() {
        client.connectToNetworkCmd()
                .withContainerId(made())
                .withNetworkId(setup.network().getId())
                .withContainerNetwork(new ContainerNetwork()
                        .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(setup.address())))
                .exec();
    }

    void disconnect() {
        client.disconnectFromNetworkCmd()
                .withContainerId(made())
                .withNetworkId(setup.network().getId())
                .withForce(false)
                .exec();
    }

    /** The address that the engine has given it; empty while it has none. */
    Optional<String> address() {
        return client.inspectContainerCmd(made()).exec().getNetworkSettings().getNetworks().values().stream()
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isEmpty())
                .findFirst();
    }

    boolean isMade() {
        return id != null;
    }

    private String made() {
        String made = id;
        if (made == null) {
            throw new IllegalStateException(setup.name() + " was never started");
        }
        return made;
    }

    /** Until all that the process printed is in the log; its process has ended. */
    void finishLog() {
        NodeLog last = log;
        if (last == null) {
            return;
        }
        log = null;
        try {
            last.awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For whoever expected it to run. */
    String ending() throws IOException {
        finishLog();
        List<String> printed = Files.readAllLines(setup.log());
        return setup.name() + " has ended with " + exitCode().orElse(-1) + ": "
                + String.join("; ", printed.subList(Math.max(0, printed.size() - LAST_LINES), printed.size()));
    }

    String name() {
        return setup.name();
    }

    Path log() {
        return setup.log();
    }

    Path data() {
        return setup.data();
    }

    /** For good, with its process. */
    void remove(Engine engine) {
        String made = id;
        if (made != null) {
            engine.remove(made);
            finishLog();
            id = null;
        }
    }
}
