package io.quorate.client.cli.keyspace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands on keyspaces. */
@Command(
        name = "keyspace",
        description = "Lists, creates, alters, moves and drops keyspaces, while the cluster serves.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ListCommand.class,
            CreateCommand.class,
            AlterCommand.class,
            SwitchCommand.class,
            DropCommand.class
        })
public final class KeyspaceCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, create, alter, switch or drop");
    }
}
