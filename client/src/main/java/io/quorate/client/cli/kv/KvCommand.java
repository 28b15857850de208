package io.quorate.client.cli.kv;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups the commands on keys and values. */
@Command(
        name = "kv",
        description = "Reads and writes keys.",
        mixinStandardHelpOptions = true,
        subcommands = {PutCommand.class, GetCommand.class, DeleteCommand.class, TxnCommand.class, CompactCommand.class})
public final class KvCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: put, get, del, txn or compact");
    }
}
