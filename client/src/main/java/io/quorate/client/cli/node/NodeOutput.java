package io.quorate.client.cli.node;

import io.quorate.client.NodeList;
import io.quorate.client.cli.OutputFormat;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How nodes are printed. Names no class of tables: picocli looks at it even where these are not shipped. */
final class NodeOutput {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default table).")
    private OutputFormat format = OutputFormat.TABLE;

    void print(NodeList list) {
        print(format == OutputFormat.JSON ? NodePrint.json(list).toPrettyString() : NodePrint.table(list.nodes()));
    }

    /** What became of a drain, or of its end. */
    void print(DrainResult result) {
        print(format == OutputFormat.JSON ? NodePrint.json(result).toPrettyString() : result.sentence());
    }

    private void print(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
