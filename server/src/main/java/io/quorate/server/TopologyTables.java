package io.quorate.server;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.server.common.NodeId;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.LinkConfig;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.topology.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A topology for people. */
final class TopologyTables {
    private TopologyTables() {}

    static String of(ClusterConfig cluster) {
        List<String> parts = new ArrayList<>();
        parts.add("cluster " + cluster.name());
        parts.add(table(
                cluster.nodes(),
                List.of(
                        text("NODE", node -> node.id().value()),
                        text("CITY", node -> node.place().city()),
                        text("ZONE", node -> node.place().zone()),
                        text("CLIENT", NodeConfig::clientEndpoint),
                        text("PEER", NodeConfig::peerEndpoint),
                        text("HTTP", NodeConfig::httpEndpoint))));
        if (!cluster.links().isEmpty()) {
            parts.add(table(
                    cluster.links(),
                    List.of(
                            text("BETWEEN", LinkConfig::from),
                            text("AND", LinkConfig::to),
                            text("ROUND TRIP", link -> Spans.text(link.rtt())))));
        }
        parts.add(table(
                cluster.keyspaces(),
                List.of(
                        text("KEYSPACE", KeyspaceConfig::name),
                        text("PATTERN", keyspace -> keyspace.pattern().word()),
                        text("VOTERS", keyspace -> names(keyspace.roles().voters())),
                        text("HOME", keyspace -> keyspace.home() == null ? "" : keyspace.home()),
                        text("LEASE", keyspace -> keyspace.leaderLease() ? "on" : "off"),
                        text("GOALS", keyspace -> goals(keyspace.goals())))));
        return String.join(System.lineSeparator(), parts);
    }

    private static String goals(KeyspaceConfig.Goals goals) {
        List<String> parts = new ArrayList<>();
        add(parts, "survive", goals.survive());
        add(parts, "rpo", text(goals.rpo()));
        add(parts, "rto", text(goals.rto()));
        add(parts, "write_p99", text(goals.writeP99()));
        return String.join(" ", parts);
    }

    private static void add(List<String> parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(name + "=" + value);
        }
    }

    private static @Nullable String text(@Nullable Duration span) {
        return span == null ? null : Spans.text(span);
    }

    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).collect(Collectors.joining(","));
    }

    private static <T> ColumnData<T> text(String header, Function<T, String> of) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(of);
    }

    private static <T> String table(List<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(rows, columns)
                .asString();
    }
}
