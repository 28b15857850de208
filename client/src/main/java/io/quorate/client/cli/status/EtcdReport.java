package io.quorate.client.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.client.NodeStatus;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Prints the nodes of a cluster that speaks etcd's protocol and no more. */
final class EtcdReport {
    private static final double MEBIBYTE = 1 << 20;

    private EtcdReport() {}

    static String table(List<EtcdRow> rows) {
        List<ColumnData<EtcdRow>> columns = List.of(
                text("NODE", EtcdRow::name),
                text("ENDPOINT", row -> row.endpoint().toString()),
                text("ROLE", EtcdRow::role),
                number("REVISION", report -> Long.toString(report.header().revision())),
                number("TERM", report -> Long.toString(report.log().term())),
                number("INDEX", report -> Long.toString(report.log().index())),
                number("APPLIED", report -> Long.toString(report.log().appliedIndex())),
                new Column().header("LAG").with(row -> row.answered() ? Long.toString(row.lagEntries()) : ""),
                number(
                        "SIZE",
                        report -> String.format(
                                Locale.ROOT, "%.1f MiB", report.size().bytes() / MEBIBYTE)),
                number("VERSION", NodeStatus.Report::version),
                text("PROBLEM", EtcdReport::problem));
        return AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(rows, columns)
                .asString();
    }

    static String json(List<EtcdRow> rows) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ArrayNode nodes = all.putArray("nodes");
        for (EtcdRow row : rows) {
            ObjectNode node = nodes.addObject();
            node.put("name", row.name());
            node.put("endpoint", row.endpoint().toString());
            node.put("role", row.role());
            NodeStatus.Report report = row.report();
            if (report == null) {
                node.put("failure", row.failure());
            } else {
                node.put("clusterId", Long.toHexString(report.header().clusterId()));
                node.put("memberId", Long.toHexString(report.header().memberId()));
                node.put("leaderId", Long.toHexString(report.leader()));
                node.put("version", report.version());
                node.put("revision", report.header().revision());
                node.put("term", report.log().term());
                node.put("index", report.log().index());
                node.put("appliedIndex", report.log().appliedIndex());
                node.put("lagEntries", row.lagEntries());
                node.put("sizeBytes", report.size().bytes());
                node.put("sizeInUseBytes", report.size().bytesInUse());
                ArrayNode errors = node.putArray("errors");
                report.errors().forEach(errors::add);
            }
        }
        return all.toPrettyString();
    }

    private static String problem(EtcdRow row) {
        NodeStatus.Report report = row.report();
        if (report == null) {
            return row.failure();
        }
        return report.leader() == 0 ? "knows no leader" : String.join("; ", report.errors());
    }

    private static ColumnData<EtcdRow> text(String header, Function<EtcdRow, String> of) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(of);
    }

    private static ColumnData<EtcdRow> number(String header, Function<NodeStatus.Report, String> of) {
        return new Column().header(header).with(row -> row.report() == null ? "" : of.apply(row.report()));
    }
}
