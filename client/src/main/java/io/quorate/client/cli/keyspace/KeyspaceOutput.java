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
import io.quorate.client.cli.OutputFormat;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How keyspaces are printed. */
final class KeyspaceOutput {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default table).")
    private OutputFormat format = OutputFormat.TABLE;

    void print(KeyspaceList list) {
        print(format == OutputFormat.JSON ? json(list).toPrettyString() : table(list.keyspaces()));
    }

    void print(Keyspace keyspace) {
        print(format == OutputFormat.JSON ? json(keyspace).toPrettyString() : table(List.of(keyspace)));
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }

    private static ObjectNode json(KeyspaceList list) {
        ObjectNode all = JsonNodeFactory.instance.objectNode().put("epoch", list.epoch());
        ArrayNode keyspaces = all.putArray("keyspaces");
        list.keyspaces().forEach(keyspace -> keyspaces.add(json(keyspace)));
        return all;
    }

    private static ObjectNode json(Keyspace keyspace) {
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
        return node;
    }

    private static String table(List<Keyspace> keyspaces) {
        List<ColumnData<Keyspace>> columns = List.of(
                text("KEYSPACE", Keyspace::name),
                text("PATTERN", Keyspace::pattern),
                text("VOTERS", keyspace -> String.join(",", keyspace.voters())),
                text("HOME", Keyspace::home),
                text("LEADER", Keyspace::leader),
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
