package io.quorate.client.cli;

import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.OnMiss;
import io.quorate.client.ReadOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How fresh a read must be: the options of every command that reads keys. */
public final class ReadLevelOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--consistency",
            paramLabel = "LEVEL",
            converter = ConsistencyConverter.class,
            description = {
                "linearizable (l, default): sees every write acknowledged before.",
                "session: at least --min-revision.",
                "bounded: nothing older than --max-staleness.",
                "serializable (s): what the asked node has, possibly old, also without a leader."
            })
    private @Nullable Consistency consistency;

    @Option(
            names = "--max-staleness",
            paramLabel = "TIME",
            description =
                    "Only writes acknowledged less than this before may be missing, as 500ms or 5s; makes the read"
                            + " bounded. A bounded read without takes the server's setting (10s).")
    private @Nullable String maxStaleness;

    @Option(
            names = "--min-revision",
            paramLabel = "N",
            description = "See at least this revision, as a receipt names it; makes the read a session one, unless it"
                    + " is bounded.")
    private @Nullable Long minRevision;

    @Option(
            names = "--on-miss",
            paramLabel = "error|upgrade|wait",
            description = "When the asked node is not as fresh as that: error, upgrade to a linearizable read (default"
                    + " of bounded), or wait for it (default of session).")
    private @Nullable OnMiss onMiss;

    /** What was asked for. */
    public ReadOptions reading() {
        try {
            return new ReadOptions(
                    consistency, minRevision, maxStaleness == null ? null : Durations.parse(maxStaleness), onMiss);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Read levels, also by etcdctl's letters. */
    static final class ConsistencyConverter implements ITypeConverter<Consistency> {
        @Override
        public Consistency convert(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "l", "linearizable" -> Consistency.LINEARIZABLE;
                case "session" -> Consistency.SESSION;
                case "bounded" -> Consistency.BOUNDED;
                case "s", "serializable" -> Consistency.SERIALIZABLE;
                default ->
                    throw new TypeConversionException(
                            "expected l (linearizable), session, bounded or s (serializable) but was '" + text + "'");
            };
        }
    }
}
