package io.quorate.server.bootstrap;

import io.quorate.server.admin.KeyspaceCatalog;
import io.quorate.server.admin.LocalKeyspaces;
import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceHost;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceRoles;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.keyspaces.Leaderships;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.LocalState;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keyspaces with a replica open on this node, the system keyspace apart. Opened and closed on one thread: first by
 * the node's start, then by the reconciler; looked at from any.
 */
final class NodeKeyspaces implements KeyspaceHost, LocalKeyspaces, Leaderships, AutoCloseable {
    private final NodePlan plan;
    private final KeyspaceRuntime.Shared shared;
    private final Door door;
    private final Map<GroupId, Opened> opened = new ConcurrentHashMap<>();

    private record Opened(KeyspaceSpec spec, KeyspaceRuntime runtime) {}

    /** Where requests for a keyspace come in, and its figures go out. */
    interface Door {
        void open(KeyspaceSpec spec, KeyspaceRuntime runtime);

        void close(KeyspaceSpec spec);
    }

    NodeKeyspaces(NodePlan plan, KeyspaceRuntime.Shared shared, Door door) {
        this.plan = plan;
        this.shared = shared;
        this.door = door;
    }

    /** Those of the topology file: what the map is founded with, and what is opened until it says otherwise. */
    static List<KeyspaceSpec> ofFile(NodePlan plan) {
        return plan.cluster().keyspaces().stream()
                .map(config -> new KeyspaceSpec(
                        config.name(),
                        GroupId.of(plan.cluster().name(), config.name()),
                        config.pattern().word(),
                        new KeyspaceRoles(
                                config.roles().voters(), config.roles().learners()),
                        config.home(),
                        config.leaderLease(),
                        RunningTopology.goals(config.goals())))
                .toList();
    }

    /**
     * The keyspace that holds the map: whoever votes in the default one votes in it, and every other node learns it.
     */
    static KeyspaceSpec system(NodePlan plan) {
        KeyspaceConfig model = plan.cluster().defaultKeyspace();
        return new KeyspaceSpec(
                KeyspaceMap.SYSTEM,
                GroupId.of(plan.cluster().name(), KeyspaceMap.SYSTEM),
                model.pattern().word(),
                new KeyspaceRoles(
                        model.roles().voters(), others(plan, model.roles().voters())),
                null,
                true,
                KeyspaceGoals.NONE);
    }

    private static List<NodeId> others(NodePlan plan, List<NodeId> voters) {
        return plan.cluster().nodes().stream()
                .map(NodeConfig::id)
                .filter(node -> !voters.contains(node))
                .toList();
    }

    /** The map as this node's replica of the system keyspace has it; read again only when that has changed. */
    static Supplier<Optional<KeyspaceMap>> localMap(KeyspaceRequests system) {
        return new Supplier<>() {
            private @Nullable KeyspaceMap last;

            @Override
            public synchronized Optional<KeyspaceMap> get() {
                KeyspaceMap present = last;
                if (present == null || present.epoch() != system.revision()) {
                    present = read(system);
                    last = present;
                }
                return Optional.ofNullable(present);
            }
        };
    }

    /** Of the map as this node has it: the revision of the keyspace that holds it; as last known while that is away. */
    static LongSupplier epoch(KeyspaceRequests system) {
        AtomicLong last = new AtomicLong();
        return () -> {
            try {
                long now = system.revision();
                last.lazySet(now);
                return now;
            } catch (LocalState.Unavailable e) {
                // A snapshot is just replacing the state.
                return last.get();
            }
        };
    }

    private static @Nullable KeyspaceMap read(KeyspaceRequests system) {
        try {
            return KeyspaceCatalog.mapOf(
                    system.readState(RangeQuery.of(KeyspaceMap.EVERYTHING)).join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof RequestFailure) {
                // A snapshot is just replacing the state.
                return null;
            }
            throw e;
        }
    }

    @Override
    public void open(KeyspaceSpec spec) throws IOException {
        KeyspaceRuntime runtime = KeyspaceRuntime.open(plan, spec, shared);
        opened.put(spec.group(), new Opened(spec, runtime));
        door.open(spec, runtime);
    }

    @Override
    public void change(KeyspaceSpec spec) {
        opened.computeIfPresent(spec.group(), (group, before) -> new Opened(spec, before.runtime()));
    }

    @Override
    public void close(KeyspaceSpec spec) throws IOException {
        Opened leaving = opened.get(spec.group());
        if (leaving != null) {
            door.close(spec);
            leaving.runtime().keyspace().giveUp();
            leaving.runtime().close();
            opened.remove(spec.group());
        }
    }

    /** The keyspace that always exists; after the node's start it is there. */
    KeyspaceRequests theDefault() {
        return find(GroupId.of(plan.cluster().name(), KeyspaceConfig.DEFAULT))
                .orElseThrow(() -> new Fault("the default keyspace is not open"));
    }

    /** Nobody need wait for an answer that cannot come. */
    void giveUp() {
        opened.values().forEach(each -> each.runtime().keyspace().giveUp());
    }

    @Override
    public Collection<KeyspaceSpec> open() {
        List<KeyspaceSpec> specs = new ArrayList<>();
        opened.values().forEach(each -> specs.add(each.spec()));
        return specs;
    }

    @Override
    public Optional<KeyspaceRequests> find(GroupId group) {
        return Optional.ofNullable(opened.get(group)).map(each -> each.runtime().keyspace());
    }

    @Override
    public Optional<GroupStatus> status(GroupId group) {
        return find(group).map(KeyspaceRequests::status);
    }

    @Override
    public CompletableFuture<Void> move(GroupId group, NodeId to, long deadlineNanos) {
        Opened leader = opened.get(group);
        return leader == null
                ? CompletableFuture.failedFuture(new RequestFailure(RequestFailure.Kind.NOT_LEADER))
                : leader.runtime().operator().moveLeader(to, deadlineNanos);
    }

    @Override
    public Set<GroupId> stored() throws IOException {
        Set<GroupId> groups = new HashSet<>();
        try (Stream<Path> directories = Files.list(KeyspaceRuntime.groups(plan))) {
            directories.forEach(directory -> {
                String name = String.valueOf(directory.getFileName());
                if (isGroup(name)) {
                    groups.add(new GroupId(UUID.fromString(name)));
                }
            });
        }
        return groups;
    }

    private static boolean isGroup(String name) {
        try {
            return UUID.fromString(name).toString().equals(name);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Deepest first. What a crash leaves of it is deleted after the next start. */
    @Override
    public void delete(GroupId group) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(KeyspaceRuntime.groups(plan).resolve(group.toString()))) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    @Override
    public void close() throws IOException {
        for (Opened each : opened.values()) {
            each.runtime().keyspace().giveUp();
            each.runtime().close();
        }
    }
}
