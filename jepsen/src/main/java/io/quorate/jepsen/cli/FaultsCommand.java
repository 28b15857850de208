package io.quorate.jepsen.cli;

import io.quorate.jepsen.nemesis.FaultKind;
import io.quorate.jepsen.nemesis.FaultKinds;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What {@code --nemesis} may name. */
@Command(name = "faults", description = "Lists the kinds of faults.", mixinStandardHelpOptions = true)
public final class FaultsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-28s %-9s %-32s %s%n", "KIND", "MAJORITY", "TARGETS", "NEEDS");
        for (FaultKind kind : FaultKinds.all()) {
            out.printf(
                    "%-28s %-9s %-32s %s%n",
                    kind.name(),
                    kind.keepsMajority() ? "kept" : "lost",
                    String.join(
                            ", ", kind.targets().stream().map(Object::toString).toList()),
                    String.join(
                            ", ",
                            kind.needs().stream()
                                    .map(need -> need.name().toLowerCase(java.util.Locale.ROOT))
                                    .sorted()
                                    .toList()));
        }
        out.flush();
        return 0;
    }
}
