package io.quorate.server;

import io.quorate.client.cli.OutputFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists the links of a running demo. */
@Command(
        name = "links",
        description = {
            "Lists the links between the nodes of a running demo.",
            "Of one that was started with --wan: each direction between two nodes, whether",
            "bytes pass, how long they take, how many have come through, and how many",
            "connections the first node has opened to the second."
        },
        mixinStandardHelpOptions = true)
final class DemoLinksCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private DemoCommand demo;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default table).")
    private OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() {
        return DemoOutput.of(spec, () -> new DemoClient(demo.directory()).links(format));
    }
}
