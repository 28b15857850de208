package io.quorate.server.bootstrap;

import io.quorate.server.admin.KeyspaceCatalog;
import io.quorate.server.admin.ReplicaReport;
import io.quorate.server.api.NodeFacts;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceReconciler;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.request.KeyspaceRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the control thread does, again and again: found the map of keyspaces at the cluster's very first start, follow
 * it, and hand leaderships to where they belong. At the node's start it opens what is known without waiting for
 * anybody.
 */
final class Control implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final Duration FOUNDING = Duration.ofSeconds(5);
    private static final int TURNS_PER_LOOK_AROUND = 5;

    private final NodeId self;
    private final List<KeyspaceSpec> ofFile;
    private final NodeKeyspaces keyspaces;
    private final NodeClock clock;
    private final Supplier<Optional<KeyspaceMap>> map;
    private final KeyspaceCatalog catalog;
    private final KeyspaceReconciler reconciler;
    private final Placement placement;
    private final DiskSpace disk;
    private int turns;
    private CompletableFuture<Void> founding = CompletableFuture.completedFuture(null);

    Control(
            NodePlan plan,
            Supplier<Optional<KeyspaceMap>> map,
            KeyspaceCatalog catalog,
            AllKeyspaces keyspaces,
            NodeClock clock,
            Metrics metrics) {
        this.self = plan.node();
        this.ofFile = NodeKeyspaces.ofFile(plan);
        this.keyspaces = keyspaces.others();
        this.clock = clock;
        this.map = map;
        this.catalog = catalog;
        this.reconciler = new KeyspaceReconciler(self, map, keyspaces.others(), clock, metrics);
        this.placement = new Placement(plan, keyspaces, map, clock, metrics);
        this.disk = new DiskSpace(plan.data(), metrics);
    }

    private static KeyspaceCatalog.Bounds bounds(NodePlan plan) {
        return new KeyspaceCatalog.Bounds(
                KeyspaceConfig.DEFAULT,
                Arrays.stream(KeyspaceConfig.Pattern.values())
                        .map(KeyspaceConfig.Pattern::word)
                        .toList(),
                Placement.locations(plan),
                plan.settings().limits().maxKeyspaces());
    }

    /** What the node's services and this change the map with. */
    static KeyspaceCatalog catalog(NodePlan plan, KeyspaceRequests system) {
        return new KeyspaceCatalog(system, bounds(plan), () -> new GroupId(UUID.randomUUID()));
    }

    /**
     * Opens what the map had when this node last wrote it to disk. What was changed since comes with the map.
     *
     * @param firstStart of this node: then what the topology file says. Later the file no longer counts, also when the
     *     map was not yet written to disk: a keyspace that was dropped meanwhile must not come back from it, empty
     */
    void openKnown(boolean firstStart) throws IOException {
        Collection<KeyspaceSpec> known = map.get()
                .filter(KeyspaceMap::founded)
                .map(founded -> founded.keyspaces().values())
                .orElse(firstStart ? ofFile : theDefault());
        for (KeyspaceSpec spec : known) {
            if (spec.isOn(self)) {
                keyspaces.open(spec);
            }
        }
    }

    /** Whatever the map says, it is in it. */
    private List<KeyspaceSpec> theDefault() {
        return ofFile.stream()
                .filter(spec -> spec.name().equals(KeyspaceConfig.DEFAULT))
                .toList();
    }

    /** One turn; whatever it meets, there is a next. */
    @Override
    public void run() {
        try {
            found();
            reconciler.run();
            turns++;
            if (turns % TURNS_PER_LOOK_AROUND == 0) {
                placement.run();
                disk.run();
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("keyspaces could not be looked after, it will be tried again");
        }
    }

    /** What is not yet as the map says; empty when all is. Any thread. */
    List<String> problems() {
        return reconciler.problems();
    }

    /** The replicas that are open here. Any thread. */
    List<ReplicaReport> replicas() {
        return placement.reports();
    }

    /** Where the data directory is, as it was a moment ago. Any thread. */
    NodeFacts.Disk disk() {
        return disk.last();
    }

    private void found() {
        if (founding.isDone() && map.get().filter(present -> !present.founded()).isPresent()) {
            founding = catalog.found(ofFile, clock.monotonicNanos() + FOUNDING.toNanos())
                    .exceptionally(failure -> {
                        LOG.atDebug().setCause(failure).log("the map of keyspaces is not founded yet");
                        return null;
                    });
        }
    }
}
