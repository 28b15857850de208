package io.quorate.server.api.interceptor;

import io.grpc.Metadata;
import io.quorate.server.request.OnMiss;
import io.quorate.server.request.ReadLevel;
import io.quorate.server.request.ReadOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What metadata say about how to read. A staleness asks for a bounded read and a revision for a session read, also when
 * the level itself is not named.
 */
final class ReadMetadata {
    private static final Metadata.Key<String> CONSISTENCY = MetadataInterceptor.key("quorate-consistency");
    private static final Metadata.Key<String> MAX_STALENESS = MetadataInterceptor.key("quorate-max-staleness-ms");
    private static final Metadata.Key<String> MIN_REVISION = MetadataInterceptor.key("quorate-min-revision");
    private static final Metadata.Key<String> ON_MISS = MetadataInterceptor.key("quorate-on-miss");
    private static final long MOST_MILLIS = TimeUnit.DAYS.toMillis(365);

    private final long defaultStalenessNanos;

    ReadMetadata(Duration defaultStaleness) {
        this.defaultStalenessNanos = defaultStaleness.toNanos();
    }

    boolean isIn(Metadata headers) {
        return headers.containsKey(CONSISTENCY)
                || headers.containsKey(MAX_STALENESS)
                || headers.containsKey(MIN_REVISION)
                || headers.containsKey(ON_MISS);
    }

    /** Null when nothing is said. */
    @Nullable
    ReadOptions options(Metadata headers) throws BadMetadataException {
        if (!isIn(headers)) {
            return null;
        }
        String staleness = headers.get(MAX_STALENESS);
        String revision = headers.get(MIN_REVISION);
        String onMiss = headers.get(ON_MISS);
        ReadLevel level = level(headers.get(CONSISTENCY), staleness, revision);
        refuseIf(staleness != null && level != ReadLevel.BOUNDED, "quorate-max-staleness-ms needs a bounded read");
        boolean atLevel = level == ReadLevel.SESSION || level == ReadLevel.BOUNDED;
        refuseIf(revision != null && !atLevel, "quorate-min-revision needs a session or bounded read");
        refuseIf(onMiss != null && !atLevel, "quorate-on-miss needs a session or bounded read");
        return switch (level) {
            case LINEARIZABLE -> ReadOptions.LINEARIZABLE;
            case SERIALIZABLE -> ReadOptions.SERIALIZABLE;
            case SESSION -> ReadOptions.session(revision(revision), onMiss(onMiss, OnMiss.WAIT));
            case BOUNDED ->
                ReadOptions.bounded(stalenessNanos(staleness), revision(revision), onMiss(onMiss, OnMiss.UPGRADE));
        };
    }

    private static ReadLevel level(@Nullable String named, @Nullable String staleness, @Nullable String revision)
            throws BadMetadataException {
        if (named == null) {
            refuseIf(staleness == null && revision == null, "quorate-on-miss needs a session or bounded read");
            return staleness != null ? ReadLevel.BOUNDED : ReadLevel.SESSION;
        }
        return switch (named) {
            case "linearizable" -> ReadLevel.LINEARIZABLE;
            case "session" -> ReadLevel.SESSION;
            case "bounded" -> ReadLevel.BOUNDED;
            case "serializable" -> ReadLevel.SERIALIZABLE;
            default ->
                throw new BadMetadataException(
                        "quorate-consistency must be linearizable, session, bounded or serializable");
        };
    }

    private long stalenessNanos(@Nullable String text) throws BadMetadataException {
        if (text == null) {
            return defaultStalenessNanos;
        }
        long millis = MetadataInterceptor.number(text);
        refuseIf(
                millis < 0 || millis > MOST_MILLIS,
                "quorate-max-staleness-ms must be a number of milliseconds up to " + MOST_MILLIS);
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static long revision(@Nullable String text) throws BadMetadataException {
        long revision = text == null ? 0 : MetadataInterceptor.number(text);
        refuseIf(revision < 0, "quorate-min-revision must be a revision");
        return revision;
    }

    private static OnMiss onMiss(@Nullable String text, OnMiss otherwise) throws BadMetadataException {
        if (text == null) {
            return otherwise;
        }
        return switch (text) {
            case "error" -> OnMiss.ERROR;
            case "upgrade" -> OnMiss.UPGRADE;
            case "wait" -> OnMiss.WAIT;
            default -> throw new BadMetadataException("quorate-on-miss must be error, upgrade or wait");
        };
    }

    private static void refuseIf(boolean bad, String explanation) throws BadMetadataException {
        if (bad) {
            throw new BadMetadataException(explanation);
        }
    }
}
