package io.quorate.client.cli.keyspace;

import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceList;
import io.quorate.client.cli.OutputFormat;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How keyspaces are printed. Names no class of tables: picocli looks at it even where these are not shipped. */
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
        print(
                format == OutputFormat.JSON
                        ? KeyspaceReport.json(list).toPrettyString()
                        : KeyspaceReport.table(list.keyspaces()));
    }

    void print(Keyspace keyspace) {
        print(
                format == OutputFormat.JSON
                        ? KeyspaceReport.json(keyspace).toPrettyString()
                        : KeyspaceReport.table(List.of(keyspace)));
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
