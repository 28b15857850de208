package io.quorate.client.cli.keyspace;

import io.quorate.client.KeyspaceGoals;
import io.quorate.client.cli.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is wanted of a keyspace. */
final class GoalOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--survive",
            paramLabel = "EXTENT",
            description = "Goal: writes go on after the loss of any node, zone or city; '' for no such goal.")
    private @Nullable String survive;

    @Option(
            names = "--rpo",
            paramLabel = "TIME",
            description = "Goal: no such loss loses more than the writes of so long, as 0ms; '' for none.")
    private @Nullable String rpo;

    @Option(
            names = "--rto",
            paramLabel = "TIME",
            description = "Goal: writes are away for no longer, as 3s; '' for none.")
    private @Nullable String rto;

    @Option(
            names = "--write-p99",
            paramLabel = "TIME",
            description = "Goal: a write takes no longer, as 10ms; '' for none.")
    private @Nullable String writeP99;

    boolean areGiven() {
        return survive != null || rpo != null || rto != null || writeP99 != null;
    }

    /** What was wanted so far, with what is said now. */
    KeyspaceGoals over(KeyspaceGoals before) {
        String extent = survive;
        return new KeyspaceGoals(
                extent == null ? before.survive() : extent.isEmpty() ? null : extent,
                span("--rpo", rpo, before.rpo()),
                span("--rto", rto, before.rto()),
                span("--write-p99", writeP99, before.writeP99()));
    }

    private @Nullable Duration span(String option, @Nullable String text, @Nullable Duration before) {
        if (text == null) {
            return before;
        }
        try {
            return text.isEmpty() ? null : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
