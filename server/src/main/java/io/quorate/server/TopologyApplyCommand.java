package io.quorate.server;

import io.quorate.client.QuorateClient;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ConnectionOptions;
import io.quorate.client.cli.ExitCode;
import io.quorate.server.config.ClusterConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the keyspaces of a cluster those of a file. */
@Command(
        name = "apply",
        description = {
            "Makes the keyspaces of the cluster those of FILE, while it serves: creates them, changes homes and goals,"
                    + " one step at a time, each safe by itself. Stops at the first that fails; asking again goes on.",
            "What this release cannot change live (nodes, links, settings, voters, patterns) is refused: then nothing"
                    + " is done."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or nothing to do",
            "1:refused, nothing was done; or a step failed, those before it are done",
            "2:wrong usage",
            "3:unavailable",
            "4:indeterminate; the step that is named may or may not be done"
        })
final class TopologyApplyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "The topology.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Option(names = "--dry-run", description = "Print the steps, and do nothing.")
    private boolean dryRun;

    @Option(names = "--drop", description = "Drop keyspaces that FILE does not have, with all their data.")
    private boolean drop;

    @Override
    public Integer call() {
        ClusterConfig wanted = TopologyShowCommand.read(file, spec.commandLine().getErr());
        if (wanted == null) {
            return ExitCode.FAILED.number();
        }
        try (QuorateClient client = connection.connect()) {
            ClusterConfig running = TopologyShowCommand.parsed(Answers.await(client.topology()));
            TopologySteps plan = TopologySteps.between(running, wanted, drop);
            refuse(plan);
            plan.left().forEach(what -> tell("left alone: " + what));
            if (plan.steps().isEmpty()) {
                tell("nothing to do");
            }
            for (int i = 0; i < plan.steps().size(); i++) {
                TopologySteps.Step step = plan.steps().get(i);
                String number = "step " + (i + 1) + " of " + plan.steps().size() + ": " + step.text();
                if (dryRun) {
                    tell(number);
                } else {
                    run(step, client, number);
                }
            }
        }
        return ExitCode.DONE.number();
    }

    private static void refuse(TopologySteps plan) {
        if (!plan.refusals().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "nothing was done; this cannot be changed while the cluster runs:\n  "
                            + String.join("\n  ", plan.refusals()));
        }
    }

    private void run(TopologySteps.Step step, QuorateClient client, String number) {
        try {
            Answers.await(step.action().apply(client.keyspaces()));
        } catch (CommandFailure e) {
            throw new CommandFailure(e.exitCode(), number + " -- " + e.getMessage(), e);
        }
        tell(number + ": done");
    }

    private void tell(String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
