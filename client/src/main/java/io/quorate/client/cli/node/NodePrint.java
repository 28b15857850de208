package io.quorate.client.cli.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.client.ClusterNode;
import io.quorate.client.NodeList;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Prints nodes. */
final class NodePrint {
    private NodePrint() {}

    static String table(List<ClusterNode> nodes) {
        List<ColumnData<ClusterNode>> columns = List.of(
                text("NODE", ClusterNode::name),
                text("CITY", ClusterNode::city),
                text("ZONE", ClusterNode::zone),
                text("CLIENT", node -> node.endpoints().client()),
                text("PEER", node -> node.endpoints().peer()),
                text("HTTP", node -> node.endpoints().http()),
                text("DRAINED", NodePrint::drained));
        return AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(nodes, columns)
                .asString();
    }

    private static String drained(ClusterNode node) {
        Instant since = node.drainedSince();
        return !node.drained() ? "no" : since == null ? "yes" : "since " + since;
    }

    static ObjectNode json(NodeList list) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("cluster", list.cluster());
        all.put("epoch", list.epoch());
        ArrayNode nodes = all.putArray("nodes");
        for (ClusterNode node : list.nodes()) {
            Instant since = node.drainedSince();
            nodes.addObject()
                    .put("name", node.name())
                    .put("city", node.city())
                    .put("zone", node.zone())
                    .put("client", node.endpoints().client())
                    .put("peer", node.endpoints().peer())
                    .put("http", node.endpoints().http())
                    .put("drained", node.drained())
                    .put("drainedSince", since == null ? null : since.toString());
        }
        return all;
    }

    static ObjectNode json(DrainResult result) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("node", result.node());
        all.put("drained", result.drained());
        ArrayNode leads = all.putArray("leads");
        result.leads()
                .forEach(each ->
                        leads.addObject().put("keyspace", each.keyspace()).put("why", each.why()));
        return all;
    }

    private static ColumnData<ClusterNode> text(String header, Function<ClusterNode, String> of) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(of);
    }
}
