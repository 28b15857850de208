package io.quorate.client.cli.status;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.client.Keyspace;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Fault;
import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Peer;
import io.quorate.client.NodeReport.Prospect;
import io.quorate.client.NodeReport.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The cluster for people. */
final class StatusTables {
    private static final double MEBIBYTE = 1 << 20;
    private static final double GIBIBYTE = 1 << 30;
    private static final int LISTED = 3;

    private final ClusterView view;

    private StatusTables(ClusterView view) {
        this.view = view;
    }

    /** @param replicas shows each replica of the keyspaces as well */
    static String of(ClusterView view, boolean replicas) {
        StatusTables tables = new StatusTables(view);
        StringBuilder text = new StringBuilder(tables.nodes());
        String line = System.lineSeparator();
        if (!view.keyspaces().isEmpty()) {
            text.append(line).append(line).append(tables.keyspaces());
        }
        if (replicas) {
            text.append(line).append(line).append(tables.replicas());
        }
        List<String> warnings = Warnings.of(view);
        warnings.forEach(warning -> text.append(line).append("warning: ").append(warning));
        return text.toString();
    }

    private String nodes() {
        return table(
                view.nodes(),
                List.of(
                        text("NODE", NodeView::name),
                        text("ENDPOINT", node -> node.said().endpoint().toString()),
                        text("CITY", NodeView::city),
                        text("ZONE", NodeView::zone),
                        text("HEALTH", node -> node.health() + (node.isDrained() ? ", drained" : "")),
                        text("LEADS", node -> few(node.leads())),
                        text("VERSION", node -> said(node, NodeReport.Report::version)),
                        number("CONNECTIONS", node -> said(node, report -> Integer.toString(report.connections()))),
                        number(
                                "STORES",
                                node -> said(node, report -> size(report.disk().storeBytes()))),
                        number("DISK FREE", node -> said(node, StatusTables::free))));
    }

    private static String said(NodeView node, Function<NodeReport.Report, String> what) {
        NodeReport.Report report = node.said().report();
        return report == null ? "" : what.apply(report);
    }

    private static String free(NodeReport.Report report) {
        NodeReport.Disk disk = report.disk();
        return disk.totalBytes() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.1f GiB (%d %%)",
                        disk.freeBytes() / GIBIBYTE,
                        disk.freeBytes() * 100 / disk.totalBytes());
    }

    private static String size(long bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / MEBIBYTE);
    }

    private String keyspaces() {
        return table(
                view.keyspaces(),
                List.of(
                        text("KEYSPACE", KeyspaceView::name),
                        text("PATTERN", keyspace -> keyspace.keyspace().pattern()),
                        text("HOME", keyspace -> keyspace.keyspace().home()),
                        text("LEADER", keyspace -> view.withCity(keyspace.leader())),
                        text("AT HOME", StatusTables::atHome),
                        number(
                                "TERM",
                                keyspace -> Long.toString(keyspace.best().log().term())),
                        number(
                                "REVISION",
                                keyspace -> Long.toString(keyspace.keyspace().revision())),
                        text("LEASE", StatusTables::lease),
                        number("VOTERS", StatusTables::voters),
                        number("LAG", StatusTables::lag),
                        text("NEXT FAULT THAT STOPS WRITES", StatusTables::next)));
    }

    private static String atHome(KeyspaceView keyspace) {
        Leadership leadership = keyspace.leadership();
        if (leadership == null) {
            return "?";
        }
        return keyspace.keyspace().home().isEmpty() ? "anywhere" : leadership.atHome() ? "yes" : "NO";
    }

    private static String lease(KeyspaceView keyspace) {
        return keyspace.leadership() == null
                ? "?"
                : keyspace.best().lease().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String voters(KeyspaceView keyspace) {
        return keyspace.reachableVoters() + "/" + keyspace.keyspace().voters().size();
    }

    private static String lag(KeyspaceView keyspace) {
        return keyspace.worst()
                .map(peer -> peer.lagEntries() + " (" + peer.lagMillis() + " ms)")
                .orElse(keyspace.leadership() == null ? "?" : "0 (0 ms)");
    }

    private static String next(KeyspaceView keyspace) {
        if (keyspace.leader().isEmpty()) {
            return "STOPPED NOW";
        }
        return keyspace.prospect().map(StatusTables::next).orElse("?");
    }

    private static String next(Prospect prospect) {
        if (prospect.writesStopped()) {
            return "STOPPED NOW";
        }
        return prospect.nextFaults().isEmpty()
                ? "no single one"
                : few(prospect.nextFaults().stream().map(Fault::text).toList());
    }

    private static String few(List<String> names) {
        int more = names.size() - LISTED;
        return String.join(", ", names.subList(0, Math.min(LISTED, names.size()))) + (more > 0 ? ", +" + more : "");
    }

    /** A replica of one of the keyspaces, with the node that has it and what its leader says of it. */
    private record Place(NodeView node, KeyspaceView keyspace, Replica replica) {
        String role() {
            return replica.leadership() != null ? "leader" : replica.isVoter(node.name()) ? "voter" : "learner";
        }

        String asSeen(Function<Peer, String> what) {
            Leadership leadership = keyspace.leadership();
            List<Peer> peers = leadership == null ? List.of() : leadership.peers();
            return peers.stream()
                    .filter(peer -> peer.node().equals(node.name()))
                    .map(what)
                    .findFirst()
                    .orElse("");
        }
    }

    private String replicas() {
        List<Place> places = new ArrayList<>();
        for (KeyspaceView keyspace : view.keyspaces()) {
            for (NodeView node : view.nodes()) {
                NodeReport.Report report = node.said().report();
                List<Replica> all = report == null ? List.of() : report.replicas();
                all.stream()
                        .filter(replica -> isSame(replica.keyspace(), keyspace.keyspace()))
                        .forEach(replica -> places.add(new Place(node, keyspace, replica)));
            }
        }
        return table(
                places,
                List.of(
                        text("REPLICA ON", place -> place.node().name()),
                        text("ROLE", Place::role),
                        number(
                                "TERM",
                                place -> Long.toString(place.replica().log().term())),
                        number(
                                "INDEX",
                                place -> Long.toString(place.replica().log().lastIndex())),
                        number(
                                "APPLIED",
                                place -> Long.toString(place.replica().log().appliedIndex())),
                        number(
                                "REVISION",
                                place ->
                                        Long.toString(place.replica().keyspace().revision())),
                        number("LAG", place -> place.asSeen(peer -> Long.toString(peer.lagEntries()))),
                        number("LAG MS", place -> place.asSeen(peer -> Long.toString(peer.lagMillis()))),
                        number("SILENT MS", place -> place.asSeen(peer -> Long.toString(peer.silentMillis()))),
                        number("SIZE", place -> size(place.replica().storeBytes()))));
    }

    private static boolean isSame(Keyspace one, Keyspace other) {
        return one.group().equals(other.group());
    }

    private static <T> String table(List<T> rows, List<ColumnData<T>> columns) {
        return AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(rows, columns)
                .asString();
    }

    private static <T> ColumnData<T> text(String header, Function<T, String> of) {
        return column(header, HorizontalAlign.LEFT, of);
    }

    private static <T> ColumnData<T> number(String header, Function<T, String> of) {
        return column(header, HorizontalAlign.RIGHT, of);
    }

    private static <T> ColumnData<T> column(String header, HorizontalAlign align, Function<T, String> of) {
        return new Column()
                .header(header)
                .dataAlign(align)
                .maxWidth(Integer.MAX_VALUE)
                .with(of);
    }
}
