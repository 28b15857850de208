package io.quorate.server;

import io.quorate.client.QuorateClient;
import io.quorate.client.RunningTopology;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.Difference;
import io.quorate.server.config.TopologyDifferences;
import io.quorate.server.config.TopologyReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the topology that a cluster runs, or how a file differs from it. */
@Command(
        name = "show",
        description = {
            "Prints the topology that the cluster runs: nodes, links, settings and backup as the node that answers was"
                    + " started with, keyspaces as they are now.",
            "With FILE: how that differs from FILE, and so what would have to change (+ is in FILE only, - is not)."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown; with FILE: both mean the same",
            "1:failed; or FILE cannot be used, each problem with its line",
            "2:wrong usage",
            "3:unavailable",
            "5:FILE differs"
        })
final class TopologyShowCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A topology to compare with.")
    private @Nullable Path file;

    @Option(
            names = "--output",
            paramLabel = "yaml|json|table",
            defaultValue = "yaml",
            description = "How to print: as a topology file (default), as an object, or as tables. Differences are"
                    + " lines, or json.")
    private Format format = Format.YAML;

    /** How to print. */
    enum Format {
        YAML,
        JSON,
        TABLE
    }

    @Override
    public Integer call() {
        Path wanted = file;
        return (wanted == null ? show() : compare(wanted)).number();
    }

    private ExitCode show() {
        RunningTopology running = running();
        tell(
                switch (format) {
                    case YAML -> running.yaml().stripTrailing();
                    case JSON -> TopologyJson.of(running.epoch(), parsed(running));
                    case TABLE -> TopologyTables.of(parsed(running));
                });
        return ExitCode.DONE;
    }

    private ExitCode compare(Path wanted) {
        ClusterConfig other = read(wanted, spec.commandLine().getErr());
        if (other == null) {
            return ExitCode.FAILED;
        }
        List<Difference> differences = TopologyDifferences.between(parsed(running()), other);
        tell(format == Format.JSON ? TopologyJson.of(differences) : lines(differences, wanted));
        return differences.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private RunningTopology running() {
        try (QuorateClient client = connection.connect()) {
            return Answers.await(client.topology());
        }
    }

    /** Null when it cannot be used: then each problem has been told. */
    static @Nullable ClusterConfig read(Path file, PrintWriter err) {
        try {
            return TopologyReader.read(file);
        } catch (ConfigException e) {
            e.problems().forEach(problem -> err.println("quorate topology: " + problem));
            err.flush();
            return null;
        }
    }

    /** What the cluster says it runs. */
    static ClusterConfig parsed(RunningTopology running) {
        try {
            return TopologyReader.parse("the cluster's topology", running.yaml());
        } catch (ConfigException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the cluster runs a topology that this release cannot read, is it a newer one? "
                            + e.problems().get(0),
                    e);
        }
    }

    private static String lines(List<Difference> differences, Path file) {
        return differences.isEmpty()
                ? "the cluster runs what " + file + " says"
                : String.join(
                        System.lineSeparator(),
                        differences.stream().map(Difference::text).toList());
    }

    private void tell(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
