package io.quorate.jepsen.cli;

import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import io.quorate.jepsen.mutant.Mutant;
import io.quorate.jepsen.mutant.Mutants;
import io.quorate.jepsen.run.HarnessFailure;
import io.quorate.jepsen.run.MutantHunt;
import io.quorate.jepsen.run.MutantHunt.Found;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The harness has to find what is known to be there. */
@Command(
        name = "mutants",
        description = {
            "Plants known bugs into servers, one at a time, and looks whether the checkers find them.",
            "Without a name: lists them."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every bug was found", "1:the harness could not do its work", "5:a bug was not found in time"
        })
public final class MutantsCommand implements Callable<Integer> {
    private static final String EVERY = "all";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Bugs to plant; all for all of them.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first run of each; drawn and printed unless given.")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "jepsen-runs/mutants",
            description = "Where histories and reports are put.")
    private Path out = Path.of("jepsen-runs", "mutants");

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter lines = spec.commandLine().getOut();
        if (names.isEmpty()) {
            Mutants.all().forEach(mutant -> lines.printf("%-26s %s%n", mutant.name(), mutant.description()));
            lines.flush();
            return ExitCode.DONE.number();
        }
        long first = seed == null ? ThreadLocalRandom.current().nextLong(1L << 40) : seed;
        lines.println("seed " + first);
        List<String> verdicts = new ArrayList<>();
        boolean all = true;
        for (Mutant mutant : chosen()) {
            all &= hunt(mutant, first, lines, verdicts);
        }
        verdicts.forEach(lines::println);
        lines.flush();
        return (all ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
    }

    private List<Mutant> chosen() {
        try {
            return names.contains(EVERY)
                    ? Mutants.all()
                    : names.stream().map(Mutants::named).toList();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, e.getMessage() + "; 'quorate jepsen mutants' lists them", e);
        }
    }

    /** Of one that could not be hunted nothing is said but that; the others are all the same. */
    private boolean hunt(Mutant mutant, long first, PrintWriter lines, List<String> verdicts)
            throws InterruptedException {
        boolean found = false;
        String verdict;
        try {
            Optional<Found> end = new MutantHunt(mutant, out, line -> RunCommand.say(lines, "  " + line)).hunt(first);
            found = end.isPresent();
            verdict = end.map(it ->
                            "found by " + it.by() + " after " + it.took().toSeconds() + " s, " + it.runs() + " runs")
                    .orElse("NOT found within " + mutant.hunt().budget().toSeconds() + " s");
        } catch (HarnessFailure | IOException e) {
            verdict = "NOT hunted: " + e.getMessage();
        }
        String line = mutant.name() + ": " + verdict;
        verdicts.add(line);
        RunCommand.say(lines, line);
        return found;
    }
}
