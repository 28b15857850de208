package io.quorate.server.keyspaces;

import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which nodes shall lead nothing, as this node's replica of the map has it; what was known last while that cannot
 * be read. Looks on the control thread, answers on any.
 */
public final class DrainWatch implements Runnable, Supplier<Set<NodeId>> {
    private static final Logger LOG = LoggerFactory.getLogger(DrainWatch.class);

    private final Supplier<Optional<KeyspaceMap>> map;
    private volatile Set<NodeId> drained = Set.of();

    /** @param map as this node's replica of the system keyspace has it; empty while that cannot be read */
    public DrainWatch(NodeId self, Supplier<Optional<KeyspaceMap>> map, Metrics metrics) {
        this.map = map;
        metrics.gauge(
                "quorate_node_drained",
                "1 while this node is drained: it shall lead nothing",
                () -> drained.contains(self) ? 1 : 0);
    }

    @Override
    public Set<NodeId> get() {
        return drained;
    }

    /** One look. */
    @Override
    public void run() {
        map.get().map(KeyspaceMap::drainedNodes).ifPresent(this::change);
    }

    private void change(Set<NodeId> present) {
        Set<NodeId> before = drained;
        if (present.equals(before)) {
            return;
        }
        drained = present;
        tell(present, before, "node is drained");
        tell(before, present, "node is drained no longer");
    }

    private static void tell(Set<NodeId> some, Set<NodeId> less, String what) {
        Set<String> names = new TreeSet<>();
        some.stream().filter(node -> !less.contains(node)).forEach(node -> names.add(node.value()));
        names.forEach(name -> LOG.atInfo().addKeyValue("node", name).log(what));
    }
}
