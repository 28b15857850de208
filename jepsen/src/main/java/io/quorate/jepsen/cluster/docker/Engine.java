package io.quorate.jepsen.cluster.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network.Ipam;
import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Network;

/** The Docker engine of this machine, through Testcontainers' connection to it. */
final class Engine {
    /** On all that the harness makes; its value names the process that did. */
    static final String LABEL = "quorate.jepsen.run";

    private static final String NO_REAPER = "TESTCONTAINERS_RYUK_DISABLED";
    private static final String HOST = "TESTCONTAINERS_HOST_OVERRIDE";

    private final DockerClient client;

    private Engine(DockerClient client) {
        this.client = client;
    }

    /** Fails with a text that says what is missing. */
    static Engine connect() throws IOException {
        // Without these, Testcontainers pulls images of its own: from the network, which a test must not touch.
        if (!Boolean.parseBoolean(System.getenv(NO_REAPER)) || System.getenv(HOST) == null) {
            throw new IOException(
                    "the environment of this process must have " + NO_REAPER + "=true and " + HOST + "=127.0.0.1");
        }
        try {
            return new Engine(DockerClientFactory.instance().client());
        } catch (IllegalStateException e) {
            throw new IOException(
                    "no Docker engine answers; where none is meant to run, root can start one:"
                            + " .ci/docker-engine start",
                    e);
        }
    }

    DockerClient client() {
        return client;
    }

    static Map<String, String> labels() {
        return Map.of(LABEL, owner(ProcessHandle.current()));
    }

    /** A pid alone may be another's by now. */
    private static String owner(ProcessHandle process) {
        return process.pid() + "@"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static boolean isAbandoned(@Nullable String owner) {
        if (owner == null || !owner.matches("\\d+@\\d+")) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner.replaceFirst("@.*", "")));
        return process.map(Engine::owner).filter(owner::equals).isEmpty();
    }

    /** Removes what harnesses that are gone have left. */
    void removeLeftovers() {
        List<Container> containers = client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(LABEL))
                .exec();
        for (Container container : containers) {
            if (isAbandoned(container.getLabels().get(LABEL))) {
                remove(container.getId());
            }
        }
        client.listNetworksCmd().withFilter("label", List.of(LABEL)).exec().stream()
                .filter(network -> isAbandoned(network.getLabels().get(LABEL)))
                .forEach(network -> client.removeNetworkCmd(network.getId()).exec());
    }

    /** With what runs in it, and with its anonymous volumes. Nothing if it is not there. */
    void remove(String container) {
        try {
            client.removeContainerCmd(container)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException e) {
            // As wished.
        }
    }

    /** The numbers {@code uid:gid} that the image's processes run as. */
    String userOf(String image) throws IOException {
        InspectImageResponse found;
        try {
            found = client.inspectImageCmd(image).exec();
        } catch (NotFoundException e) {
            throw new IOException(
                    "there is no image " + image + " here, and none is pulled: make it with .ci/docker-image", e);
        }
        String user = found.getConfig() == null ? null : found.getConfig().getUser();
        if (user == null || !user.matches("\\d+:\\d+")) {
            throw new IOException("image " + image + " runs as '" + user + "', but a uid:gid was expected");
        }
        return user;
    }

    /** A bridge that leads nowhere else, with this subnet; empty when the subnet is in use. */
    Optional<Network> createNetwork(Subnet subnet) {
        Network network = Network.builder()
                .driver("bridge")
                .createNetworkCmdModifier(command -> command.withInternal(true)
                        .withLabels(labels())
                        .withIpam(new Ipam()
                                .withConfig(new Ipam.Config()
                                        .withSubnet(subnet.cidr())
                                        .withGateway(subnet.gateway()))))
                .build();
        try {
            // Made when its id is first asked for.
            network.getId();
            return Optional.of(network);
        } catch (DockerException e) {
            if (String.valueOf(e.getMessage()).contains("overlap")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whatever the engine or the connection to it says no with. */
    static <T> T ask(String purpose, Supplier<T> call) throws FaultFailed {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw new FaultFailed(purpose + ": " + e.getMessage(), e);
        }
    }
}
