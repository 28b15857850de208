package io.quorate.client.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete our commands. */
@Command(
        name = "completion",
        description = {
            "Prints a script that makes bash or zsh complete quorate's commands and options.",
            "Use: source <(quorate completion)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash("quorate", root));
        spec.commandLine().getOut().flush();
        return ExitCode.DONE.number();
    }
}
