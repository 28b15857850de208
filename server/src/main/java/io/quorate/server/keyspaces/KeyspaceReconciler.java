package io.quorate.server.keyspaces;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the replicas that are open on this node those that the map says. What fails is tried again at the next look,
 * and counts as a problem of this node meanwhile. On the control thread; {@link #problems} on any.
 */
public final class KeyspaceReconciler implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceReconciler.class);

    private final NodeId self;
    private final Supplier<Optional<KeyspaceMap>> map;
    private final KeyspaceHost host;
    private final NodeClock clock;
    private final Metrics.Counter failures;
    private volatile List<String> problems = List.of();
    private long settled = -1;

    /** @param map as this node's replica of the system keyspace has it; empty while that cannot be read */
    public KeyspaceReconciler(
            NodeId self, Supplier<Optional<KeyspaceMap>> map, KeyspaceHost host, NodeClock clock, Metrics metrics) {
        this.self = self;
        this.map = map;
        this.host = host;
        this.clock = clock;
        this.failures = metrics.counter(
                "quorate_keyspace_change_failures", "Keyspaces that could not be opened, closed or deleted here");
        metrics.gauge(
                "quorate_keyspaces_open",
                "Keyspaces with a replica open on this node",
                () -> host.open().size());
    }

    /** What is not yet as the map says, and why; empty when all is. */
    public List<String> problems() {
        return problems;
    }

    /** One look. Cheap when the map has not changed. */
    @Override
    public void run() {
        Optional<KeyspaceMap> present = map.get();
        if (present.isEmpty() || !present.get().founded() || present.get().epoch() == settled) {
            return;
        }
        KeyspaceMap wanted = present.get();
        List<String> failed = new ArrayList<>();
        closeWhatIsNotWanted(wanted, failed);
        openWhatIsWanted(wanted, failed);
        deleteWhatWasDropped(wanted, failed);
        problems = List.copyOf(failed);
        settled = failed.isEmpty() ? wanted.epoch() : -1;
    }

    /** A step, what it is called, and what becomes of a failure. */
    private interface Step {
        void run() throws IOException;
    }

    private void step(String verb, String keyspace, GroupId group, List<String> failed, Step step) {
        long began = clock.monotonicNanos();
        try {
            step.run();
            LOG.atInfo()
                    .addKeyValue("keyspace", keyspace)
                    .addKeyValue("group", group)
                    .addKeyValue("took_ms", (clock.monotonicNanos() - began) / 1_000_000)
                    .log("keyspace " + verb);
        } catch (IOException | RuntimeException e) {
            failures.add(1);
            failed.add("keyspace '" + keyspace + "' is not " + verb + ": " + e.getMessage());
            LOG.atError()
                    .addKeyValue("keyspace", keyspace)
                    .addKeyValue("group", group)
                    .setCause(e)
                    .log("keyspace could not be " + verb + ", it will be tried again");
        }
    }

    private void closeWhatIsNotWanted(KeyspaceMap wanted, List<String> failed) {
        for (KeyspaceSpec open : List.copyOf(host.open())) {
            boolean stays = wanted.find(open.name())
                    .filter(spec -> spec.group().equals(open.group()))
                    .isPresent();
            if (!stays) {
                step("closed", open.name(), open.group(), failed, () -> host.close(open));
            }
        }
    }

    private void openWhatIsWanted(KeyspaceMap wanted, List<String> failed) {
        Map<GroupId, KeyspaceSpec> open = new HashMap<>();
        host.open().forEach(spec -> open.put(spec.group(), spec));
        for (KeyspaceSpec spec : wanted.keyspaces().values()) {
            KeyspaceSpec present = open.get(spec.group());
            if (present == null && spec.isOn(self)) {
                step("opened", spec.name(), spec.group(), failed, () -> host.open(spec));
            } else if (present != null && !present.equals(spec)) {
                step("changed", spec.name(), spec.group(), failed, () -> host.change(spec));
            }
        }
    }

    private void deleteWhatWasDropped(KeyspaceMap wanted, List<String> failed) {
        SortedMap<String, GroupId> stored = new TreeMap<>();
        try {
            host.stored().forEach(group -> stored.put(group.toString(), group));
        } catch (IOException e) {
            failed.add("the groups on disk cannot be listed: " + e.getMessage());
            LOG.atError().setCause(e).log("the groups on disk cannot be listed");
            return;
        }
        List<KeyspaceSpec> open = List.copyOf(host.open());
        for (GroupId group : stored.values()) {
            String name = wanted.dropped().get(group.value());
            if (name != null && open.stream().noneMatch(spec -> spec.group().equals(group))) {
                step("deleted", name, group, failed, () -> host.delete(group));
            }
        }
    }
}
