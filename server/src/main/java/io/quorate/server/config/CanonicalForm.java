package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders a topology as sorted lines, independent of how its file is written. */
final class CanonicalForm {
    private final SortedSet<String> lines = new TreeSet<>();

    private CanonicalForm() {}

    static String of(ClusterConfig config) {
        CanonicalForm form = new CanonicalForm();
        form.lines.add("cluster " + config.name());
        config.nodes().forEach(form::node);
        config.links().forEach(form::link);
        config.keyspaces().forEach(form::keyspace);
        BackupConfig backup = config.backup();
        if (backup != null) {
            form.backup(backup);
        }
        config.clusterSettings().forEach((key, value) -> form.lines.add("setting " + key + " " + value));
        return String.join("\n", form.lines) + "\n";
    }

    private void node(NodeConfig node) {
        lines.add("node " + node.id() + " " + node.place().city() + "/"
                + node.place().zone() + " " + node.host() + " client=" + node.clientPort() + " peer=" + node.peerPort()
                + " http=" + node.httpPort());
    }

    private void link(LinkConfig link) {
        boolean ordered = link.from().compareTo(link.to()) < 0;
        lines.add("link " + (ordered ? link.from() : link.to()) + " " + (ordered ? link.to() : link.from()) + " "
                + Quantity.format(link.rtt())
                + (link.jitter().isZero() ? "" : " jitter=" + Quantity.format(link.jitter())));
    }

    private void keyspace(KeyspaceConfig keyspace) {
        KeyspaceConfig.Roles roles = keyspace.roles();
        KeyspaceConfig.Goals goals = keyspace.goals();
        lines.add("keyspace " + keyspace.name() + " " + keyspace.pattern().word()
                + " voters=" + names(roles.voters())
                + " witnesses=" + names(roles.witnesses())
                + " learners=" + names(roles.learners())
                + " home=" + keyspace.home()
                + " leader_lease=" + keyspace.leaderLease()
                + " survive=" + goals.survive()
                + " rpo=" + text(goals.rpo())
                + " rto=" + text(goals.rto())
                + " write_p99=" + text(goals.writeP99()));
    }

    private void backup(BackupConfig backup) {
        lines.add("backup " + backup.store() + " snapshots=" + backup.snapshots() + " archive=" + text(backup.archive())
                + " keep=" + backup.keep());
    }

    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).sorted().collect(Collectors.joining(","));
    }

    private static String text(@Nullable Duration duration) {
        return duration == null ? "-" : Quantity.format(duration);
    }
}
