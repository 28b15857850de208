package io.quorate.client;

import io.quorate.client.internal.grpc.GrpcClient;
import io.quorate.client.internal.retry.Attempts;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A client of one cluster. Thread-safe; one per program is enough. Connects when first used, reconnects by itself, and
 * goes to another endpoint when one fails.
 *
 * <pre>{@code
 * try (QuorateClient client = QuorateClient.builder().endpoints("127.0.0.1:2379").build()) {
 *     client.kv().put(copyFromUtf8("key"), copyFromUtf8("value")).join();
 * }
 * }</pre>
 */
public final class QuorateClient implements AutoCloseable {
    private static final String DEFAULT_KEYSPACE = "default";

    private final GrpcClient calls;
    private final KeyspaceClient keyspaces;
    private final String keyspace;
    private final NodeClient nodes;

    private QuorateClient(Builder builder) {
        List<Endpoint> endpoints = builder.endpoints;
        int first = builder.firstEndpointFirst ? 0 : ThreadLocalRandom.current().nextInt(endpoints.size());
        calls = new GrpcClient(
                endpoints,
                first,
                new Attempts(builder.timeout, builder.attemptTimeout),
                builder.sessions,
                builder.keyspace);
        keyspaces = calls.keyspaces();
        keyspace = builder.keyspace == null ? DEFAULT_KEYSPACE : builder.keyspace;
        nodes = calls.nodes();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Keys and values. */
    public KvClient kv() {
        return calls;
    }

    /** Keys and values, so that reads see what the session's writes did and what its reads have seen. */
    public ReadSession readSession() {
        return new ReadSession(calls, keyspace);
    }

    /**
     * Goes on with a session of another client, or of another process.
     *
     * @param token what {@link ReadSession#token()} gave there
     * @throws IllegalArgumentException when it is no token, or one of another keyspace
     */
    public ReadSession readSession(String token) {
        ReadSession session = readSession();
        session.join(token);
        return session;
    }

    /** The cluster's keyspaces; the one that this client is for has no meaning there. */
    public KeyspaceClient keyspaces() {
        return keyspaces;
    }

    /** The cluster's nodes. */
    public NodeClient nodes() {
        return nodes;
    }

    /** What the cluster runs, as of now. */
    public CompletableFuture<RunningTopology> topology() {
        return calls.topology();
    }

    /** The members as the cluster has them. */
    public CompletableFuture<List<Member>> members() {
        return calls.members();
    }

    /** What each endpoint says of itself, in the order of the endpoints; a node that is silent says so. */
    public CompletableFuture<List<NodeStatus>> status() {
        return calls.status();
    }

    /** Breaks off what is in flight: reads end as unavailable, writes as indeterminate. */
    @Override
    public void close() {
        calls.close();
    }

    /** What a client is made of. Not thread-safe. */
    public static final class Builder {
        private List<Endpoint> endpoints = List.of(new Endpoint("127.0.0.1", Endpoint.DEFAULT_PORT));
        private Duration timeout = Duration.ofSeconds(10);
        private Duration attemptTimeout = Duration.ofSeconds(2);
        private boolean sessions = true;
        private boolean firstEndpointFirst;
        private @Nullable String keyspace;

        private Builder() {}

        /** Nodes, as {@code HOST:PORT,...}; all of one cluster. Any node takes any request. */
        public Builder endpoints(String list) {
            return endpoints(Endpoint.parseList(list));
        }

        /** Nodes, all of one cluster. */
        public Builder endpoints(List<Endpoint> list) {
            if (list.isEmpty()) {
                throw new IllegalArgumentException("a client needs an endpoint");
            }
            endpoints = List.copyOf(list);
            return this;
        }

        /**
         * Begin with the first endpoint instead of any; the others serve when it fails, and then the one that has
         * served goes on to. Name a node nearby first: reads that are not linearizable are answered there.
         */
        public Builder firstEndpointFirst() {
            firstEndpointFirst = true;
            return this;
        }

        /** How long a call may take with all its attempts; 10 s unless set. */
        public Builder timeout(Duration newTimeout) {
            timeout = positive(newTimeout);
            return this;
        }

        /** How long one attempt may take when the call may be repeated at another node; 2 s unless set. */
        public Builder attemptTimeout(Duration newTimeout) {
            attemptTimeout = positive(newTimeout);
            return this;
        }

        /**
         * Number the writes, so that the cluster applies each once and one whose outcome is unknown can be sent again;
         * on unless set. Turn it off for a server that is not Quorate, for it would not know the numbers: then a write
         * whose outcome is unknown ends as {@link IndeterminateException} at once.
         */
        public Builder sessions(boolean numberWrites) {
            sessions = numberWrites;
            return this;
        }

        /**
         * The keyspace of all calls; the one called {@code default} unless set. One that does not exist is refused by
         * the cluster.
         */
        public Builder keyspace(String name) {
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
                throw new IllegalArgumentException("'" + name + "' is no name of a keyspace: a letter or digit, then up"
                        + " to 62 of these, dots, dashes or underlines");
            }
            keyspace = name;
            return this;
        }

        public QuorateClient build() {
            return new QuorateClient(this);
        }

        private static Duration positive(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("a timeout must be longer than nothing");
            }
            return duration;
        }
    }
}
