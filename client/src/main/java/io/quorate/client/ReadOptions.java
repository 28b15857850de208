package io.quorate.client;

import io.quorate.client.GetOptions.Consistency;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a read must be. What is null is not said. A staleness alone asks for a bounded read, a revision alone for a
 * session read; what contradicts the level is refused with an {@link IllegalArgumentException}, as the server would.
 *
 * @param named the level, when it is said
 * @param minRevision session and bounded: the state that is read has at least this revision
 * @param maxStaleness bounded: only writes acknowledged less than this before may be missing; the server's setting
 *     ({@code max_staleness}) when not said. It travels as whole milliseconds, rounded down
 * @param onMiss session and bounded: what the node does when it is not as fresh as that
 */
public record ReadOptions(
        @Nullable Consistency named,
        @Nullable Long minRevision,
        @Nullable Duration maxStaleness,
        @Nullable OnMiss onMiss) {
    private static final ReadOptions DEFAULTS = new ReadOptions(null, null, null, null);
    private static final Duration LONGEST_STALENESS = Duration.ofDays(365);

    public ReadOptions {
        Consistency level = level(named, minRevision, maxStaleness);
        boolean mayMiss = level == Consistency.SESSION || level == Consistency.BOUNDED;
        refuseIf(maxStaleness != null && level != Consistency.BOUNDED, "a max staleness needs a bounded read", level);
        refuseIf(minRevision != null && !mayMiss, "a min revision needs a session or bounded read", level);
        refuseIf(onMiss != null && !mayMiss, "what to do on a miss needs a session or bounded read", level);
        if (minRevision != null && minRevision < 0) {
            throw new IllegalArgumentException("a min revision is a revision, not " + minRevision);
        }
        if (maxStaleness != null && (maxStaleness.isNegative() || maxStaleness.compareTo(LONGEST_STALENESS) > 0)) {
            throw new IllegalArgumentException("a max staleness is from nothing to 365 days, not " + maxStaleness);
        }
    }

    /** Nothing said: linearizable, or as a transaction's own operations say. */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    /** At least a revision, as a write or an earlier read was answered with. */
    public static ReadOptions session(long minRevision) {
        return DEFAULTS.withConsistency(Consistency.SESSION).withMinRevision(minRevision);
    }

    /** Not older than this. */
    public static ReadOptions bounded(Duration maxStaleness) {
        return DEFAULTS.withMaxStaleness(maxStaleness);
    }

    public ReadOptions withConsistency(Consistency level) {
        return new ReadOptions(level, minRevision, maxStaleness, onMiss);
    }

    public ReadOptions withMinRevision(long revision) {
        return new ReadOptions(named, revision, maxStaleness, onMiss);
    }

    public ReadOptions withMaxStaleness(Duration staleness) {
        return new ReadOptions(named, minRevision, staleness, onMiss);
    }

    public ReadOptions withOnMiss(OnMiss newOnMiss) {
        return new ReadOptions(named, minRevision, maxStaleness, newOnMiss);
    }

    /** The level, said or following from the rest. */
    public Consistency level() {
        return level(named, minRevision, maxStaleness);
    }

    /**
     * The request metadata that ask for such a read, for any gRPC client; empty when nothing is said. A server that is
     * not Quorate takes no notice of them.
     */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (named != null || level() != Consistency.LINEARIZABLE) {
            metadata.put("quorate-consistency", word(level()));
        }
        if (maxStaleness != null) {
            metadata.put("quorate-max-staleness-ms", Long.toString(maxStaleness.toMillis()));
        }
        if (minRevision != null) {
            metadata.put("quorate-min-revision", minRevision.toString());
        }
        if (onMiss != null) {
            metadata.put("quorate-on-miss", word(onMiss));
        }
        return metadata;
    }

    private static Consistency level(
            @Nullable Consistency named, @Nullable Long minRevision, @Nullable Duration maxStaleness) {
        if (named != null) {
            return named;
        }
        if (maxStaleness != null) {
            return Consistency.BOUNDED;
        }
        return minRevision == null ? Consistency.LINEARIZABLE : Consistency.SESSION;
    }

    private static void refuseIf(boolean bad, String needed, Consistency level) {
        if (bad) {
            String why = switch (level) {
                case LINEARIZABLE -> "sees every write acknowledged before it";
                case SESSION -> "is told a revision, and may be of any age";
                case BOUNDED -> "is told an age";
                case SERIALIZABLE -> "takes whatever the node has";
            };
            throw new IllegalArgumentException(needed + "; this one is " + word(level) + ", which " + why);
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
