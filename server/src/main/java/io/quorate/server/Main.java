package io.quorate.server;

import io.quorate.client.cli.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The part of {@code quorate} that starts servers, without the rest, so that they start quickly. */
@Command(
        name = "quorate",
        description = "A geo-replicated consensus store that speaks etcd v3.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {ServerCommand.class, DemoCommand.class})
public final class Main implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    public static void main(String[] args) {
        CommandLine root = new CommandLine(new Main());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(root.execute(args));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
