package io.quorate.client.cli.keyspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceList;
import java.util.List;
import java.util.function.Function;

/** Prints keyspaces. */
final class KeyspaceReport {
    private KeyspaceReport() {}

    static ObjectNode json(KeyspaceList list) {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("epoch", list.epoch());
        ArrayNode keyspaces = all.putArray("keyspaces");
        list.keyspaces().forEach(keyspace -> keyspaces.add(json(keyspace)));
        return all;
    }

    static ObjectNode json(Keyspace keyspace) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", keyspace.name());
        node.put("group", keyspace.group());
        node.put("pattern", keyspace.pattern());
        ArrayNode voters = node.putArray("voters");
        keyspace.voters().forEach(voters::add);
        node.put("home", keyspace.home());
        node.put("leaderLease", keyspace.leaderLease());
        node.put("leader", keyspace.leader());
        node.put("revision", keyspace.revision());
        node.set("goals", GoalsReport.json(keyspace.goals()));
        return node;
    }

    static String table(List<Keyspace> keyspaces) {
        List<ColumnData<Keyspace>> columns = List.of(
                text("KEYSPACE", Keyspace::name),
                text("PATTERN", Keyspace::pattern),
                text("VOTERS", keyspace -> String.join(",", keyspace.voters())),
                text("HOME", Keyspace::home),
                text("LEADER", Keyspace::leader),
                text("GOALS", keyspace -> GoalsReport.text(keyspace.goals())),
                new Column().header("REVISION").with(keyspace -> Long.toString(keyspace.revision())));
        return AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(keyspaces, columns)
                .asString();
    }

    private static ColumnData<Keyspace> text(String header, Function<Keyspace, String> of) {
        return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(of);
    }
}
