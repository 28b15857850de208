package io.quorate.client.cli.status;

import io.quorate.client.ClusterNode;
import io.quorate.client.Keyspace;
import io.quorate.client.NodeList;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Replica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole cluster, put together from what its nodes say: each keyspace from its leader's view, if that answers.
 *
 * @param epoch newest map of keyspaces that a node has
 * @param nodes as the topology has them
 * @param keyspaces by name, the cluster's own last
 */
public record ClusterView(String cluster, long epoch, List<NodeView> nodes, List<KeyspaceView> keyspaces) {
    public ClusterView {
        nodes = List.copyOf(nodes);
        keyspaces = List.copyOf(keyspaces);
    }

    /**
     * Puts it together.
     *
     * @param list null when nobody said which nodes there are
     * @param reports of all nodes that are known
     */
    public static ClusterView of(@Nullable NodeList list, List<NodeReport> reports) {
        long epoch = reports.stream()
                .mapToLong(each -> each.report() == null ? 0 : each.report().epoch())
                .max()
                .orElse(0);
        Set<String> answering = reports.stream()
                .map(NodeReport::report)
                .filter(report -> report != null)
                .map(report -> report.node().name())
                .collect(Collectors.toSet());
        List<KeyspaceView> keyspaces = keyspaces(reports, answering);
        List<NodeView> nodes = new ArrayList<>();
        for (NodeReport report : reports) {
            ClusterNode node = nodeOf(report, list);
            nodes.add(new NodeView(node, report, node == null ? List.of() : leads(node.name(), keyspaces)));
        }
        return new ClusterView(list == null ? "" : list.cluster(), epoch, nodes, keyspaces);
    }

    /** A keyspace that was dropped and created again is another group: the newer map has the one that is. */
    private static List<KeyspaceView> keyspaces(List<NodeReport> reports, Set<String> answering) {
        Map<String, List<Replica>> byName = new TreeMap<>();
        Map<String, Long> epochs = new LinkedHashMap<>();
        for (NodeReport each : reports) {
            NodeReport.Report report = each.report();
            if (report == null) {
                continue;
            }
            for (Replica replica : report.replicas()) {
                Keyspace keyspace = replica.keyspace();
                List<Replica> same = byName.computeIfAbsent(keyspace.name(), name -> new ArrayList<>());
                boolean sameGroup =
                        same.stream().allMatch(other -> other.keyspace().group().equals(keyspace.group()));
                if (!sameGroup && report.epoch() > epochs.getOrDefault(keyspace.name(), -1L)) {
                    same.clear();
                    sameGroup = true;
                }
                if (sameGroup) {
                    same.add(replica);
                    epochs.merge(keyspace.name(), report.epoch(), Math::max);
                }
            }
        }
        return byName.values().stream()
                .map(replicas -> KeyspaceView.of(replicas, answering))
                .sorted(Comparator.comparing((KeyspaceView view) -> view.best().internal())
                        .thenComparing(KeyspaceView::name))
                .toList();
    }

    /** By its own word; by its address when it says nothing. */
    private static @Nullable ClusterNode nodeOf(NodeReport report, @Nullable NodeList list) {
        NodeReport.Report said = report.report();
        if (said != null) {
            return said.node();
        }
        return list == null
                ? null
                : list.nodes().stream()
                        .filter(node -> node.endpoints()
                                .client()
                                .equals(report.endpoint().toString()))
                        .findFirst()
                        .orElse(null);
    }

    private static List<String> leads(String node, List<KeyspaceView> keyspaces) {
        return keyspaces.stream()
                .filter(keyspace -> keyspace.leader().equals(node))
                .map(KeyspaceView::name)
                .toList();
    }

    /** Only what concerns one keyspace, and all nodes. */
    ClusterView narrowedTo(String keyspace) {
        return new ClusterView(
                cluster,
                epoch,
                nodes,
                keyspaces.stream().filter(view -> view.name().equals(keyspace)).toList());
    }

    /** The node of that name. */
    Optional<NodeView> findNode(String name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** What a node leads, with what keeps it there. */
    public List<KeyspaceView> ledBy(String node) {
        return keyspaces.stream()
                .filter(keyspace -> keyspace.leader().equals(node))
                .toList();
    }

    /** {@code n1 (shanghai)}. */
    String withCity(String node) {
        String city = findNode(node).map(NodeView::city).orElse("");
        return city.isEmpty() ? node : node + " (" + city + ")";
    }
}
