package io.quorate.client.cli;

import io.quorate.client.Endpoint;
import io.quorate.client.QuorateClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom to talk to and for how long: the options of every command that needs a cluster. */
public class ConnectionOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--endpoints",
            paramLabel = "H:P,...",
            defaultValue = "${env:QUORATE_ENDPOINTS:-127.0.0.1:2379}",
            description = "Nodes; any one will do, the others serve when it fails (env QUORATE_ENDPOINTS, default"
                    + " 127.0.0.1:2379).")
    private String endpoints = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to try, as 500ms, 10s or 2m (default 10s).")
    private String timeout = "";

    @Option(
            names = "--keyspace",
            paramLabel = "NAME",
            description = "The keyspace; default is the one that every cluster has.")
    private @Nullable String keyspace;

    /** A client of the named nodes; the caller closes it. */
    public QuorateClient connect() {
        return connect(nodes());
    }

    /** A client of other nodes with the same limits; the caller closes it. */
    public QuorateClient connect(List<Endpoint> nodes) {
        try {
            Duration total = Durations.parse(timeout);
            QuorateClient.Builder builder = QuorateClient.builder()
                    .endpoints(nodes)
                    .firstEndpointFirst()
                    .timeout(total);
            return inKeyspace(builder).build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
        }
    }

    private QuorateClient.Builder inKeyspace(QuorateClient.Builder builder) {
        try {
            return keyspace == null ? builder : builder.keyspace(keyspace);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--keyspace: " + e.getMessage(), e);
        }
    }

    /** The keyspace that is named; null for the default one. */
    public @Nullable String keyspace() {
        return keyspace;
    }

    /** How long to try. */
    public Duration timeout() {
        try {
            return Durations.parse(timeout);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--timeout: " + e.getMessage(), e);
        }
    }

    /** The named nodes. */
    public List<Endpoint> nodes() {
        try {
            return Endpoint.parseList(endpoints);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--endpoints: " + e.getMessage(), e);
        }
    }
}
