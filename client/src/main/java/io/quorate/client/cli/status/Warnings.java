package io.quorate.client.cli.status;

import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Peer;
import io.quorate.client.NodeReport.Prospect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an operator should look at, in plain words; nothing when all is well. */
final class Warnings {
    private static final int NAMED = 5;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final ClusterView view;
    private final List<String> all = new ArrayList<>();

    private Warnings(ClusterView view) {
        this.view = view;
    }

    static List<String> of(ClusterView view) {
        Warnings warnings = new Warnings(view);
        view.nodes().forEach(warnings::node);
        view.keyspaces().forEach(warnings::keyspace);
        warnings.silentVoters();
        return List.copyOf(warnings.all);
    }

    private void node(NodeView node) {
        String name = node.name().isEmpty() ? node.said().endpoint().toString() : view.withCity(node.name());
        if (!node.answered()) {
            all.add("node " + name + " does not answer: " + node.problem());
        } else if (!node.problem().isEmpty()) {
            all.add("node " + name + " is not ready: " + node.problem());
        }
    }

    private void keyspace(KeyspaceView keyspace) {
        Leadership leadership = keyspace.leadership();
        if (keyspace.leader().isEmpty()) {
            all.add(keyspace.name() + " has no leader, nothing can be written: " + keyspace.reachableVoters() + " of "
                    + keyspace.keyspace().voters().size() + " voters answer");
        } else if (leadership == null) {
            all.add(keyspace.name() + " is led by " + view.withCity(keyspace.leader())
                    + ", which does not say how it is");
        } else {
            place(keyspace, leadership);
            Optional<Prospect> prospect = keyspace.prospect();
            if (prospect.filter(Prospect::writesStopped).isPresent()) {
                all.add(keyspace.name() + " has lost its majority, nothing can be written: "
                        + keyspace.reachableVoters() + " of "
                        + keyspace.keyspace().voters().size() + " voters answer its leader");
            }
            prospect.flatMap(known -> Optional.ofNullable(known.unsurvived()))
                    .ifPresent(fault -> all.add(keyspace.name() + " is to survive the loss of a "
                            + keyspace.keyspace().goals().survive() + ", but now the loss of " + fault.text()
                            + " would stop its writes"));
        }
    }

    private void place(KeyspaceView keyspace, Leadership leadership) {
        boolean drained =
                view.findNode(keyspace.leader()).filter(NodeView::isDrained).isPresent();
        if (drained) {
            all.add(keyspace.name() + " is led by " + view.withCity(keyspace.leader()) + ", which is drained"
                    + because(leadership));
        } else if (!leadership.atHome()) {
            all.add(keyspace.name() + " is led by " + view.withCity(keyspace.leader()) + ", and belongs to "
                    + keyspace.keyspace().home() + because(leadership));
        }
    }

    private static String because(Leadership leadership) {
        return leadership.whyHere().isEmpty() ? ": it goes on its way" : ": " + leadership.whyHere();
    }

    /** One line for each voter, however many keyspaces miss it. */
    private void silentVoters() {
        Map<String, List<String>> missedBy = new TreeMap<>();
        Map<String, Long> silence = new TreeMap<>();
        for (KeyspaceView keyspace : view.keyspaces()) {
            Leadership leadership = keyspace.leadership();
            List<Peer> peers = leadership == null ? List.of() : leadership.peers();
            peers.stream().filter(peer -> !peer.reachable()).forEach(peer -> {
                missedBy.computeIfAbsent(peer.node(), node -> new ArrayList<>()).add(keyspace.name());
                silence.merge(peer.node(), peer.silentMillis(), Math::max);
            });
        }
        missedBy.forEach((node, keyspaces) -> all.add("voter " + view.withCity(node) + " is away for the leader of "
                + some(keyspaces) + silentFor(silence.getOrDefault(node, -1L))));
    }

    private static String silentFor(long millis) {
        return millis < 0 ? "" : String.format(Locale.ROOT, ": silent for %.1f s", millis / MILLIS_PER_SECOND);
    }

    private static String some(List<String> names) {
        int more = names.size() - NAMED;
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
