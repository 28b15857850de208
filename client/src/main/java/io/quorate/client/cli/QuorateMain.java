package io.quorate.client.cli;

import io.quorate.client.cli.bench.BenchCommand;
import io.quorate.client.cli.keyspace.KeyspaceCommand;
import io.quorate.client.cli.kv.KvCommand;
import io.quorate.client.cli.node.NodeCommand;
import io.quorate.client.cli.status.StatusCommand;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code quorate} command: a root without work of its own. */
@Command(
        name = "quorate",
        description = "A geo-replicated consensus store that speaks etcd v3.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            KvCommand.class,
            KeyspaceCommand.class,
            NodeCommand.class,
            StatusCommand.class,
            BenchCommand.class,
            VersionCommand.class,
            CompletionCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:wrong usage",
            "3:unavailable; nothing was done",
            "4:indeterminate; it may or may not have happened",
            "5:a check or goal is not met"
        })
public final class QuorateMain implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The whole command line, with the commands of every provider on the class path. */
    public static CommandLine commandLine() {
        CommandLine root = new CommandLine(new QuorateMain());
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            provider.commands().forEach(root::addSubcommand);
        }
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(false);
        root.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        return root;
    }

    private static int report(Exception failure, CommandLine command) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailure expected) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + expected.getMessage());
            return expected.exitCode().number();
        }
        err.println(command.getCommandSpec().qualifiedName() + ": internal error, please report it with what follows: "
                + failure);
        failure.printStackTrace(err);
        return ExitCode.FAILED.number();
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
