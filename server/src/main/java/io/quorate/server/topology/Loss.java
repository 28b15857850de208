package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which acknowledged writes are gone if the lost nodes never come back.
 *
 * @param bound at most the writes of so long; null when nothing bounds it
 * @param typical how far the best survivor is behind when links are healthy; null when that says nothing
 * @param noneIfLed nothing is lost if this node led, as it should have; null when that changes nothing
 */
public record Loss(
        Kind kind,
        @Nullable Duration bound,
        @Nullable Duration typical,
        @Nullable NodeId noneIfLed) {
    public static final Loss NOTHING = new Loss(Kind.NONE, Duration.ZERO, null, null);

    /** What is left to go on from, best first. */
    public enum Kind {
        /** Whatever was acknowledged is on a survivor. */
        NONE,
        /** A voter survives that may not have had the last writes. */
        UNREPLICATED_TAIL,
        /** Only learners survive. */
        LEARNER_LAG,
        /** Only the backup survives, with an archive of the log. */
        ARCHIVE,
        /** Only full backups survive. */
        BACKUP,
        /** Nothing survives. */
        EVERYTHING;

        /** For programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether it is certain that no more than this is lost. */
    public boolean isWithin(Duration goal) {
        return bound != null && bound.compareTo(goal) <= 0;
    }

    /** For people. */
    public String text() {
        return switch (kind) {
            case NONE -> "0";
            case UNREPLICATED_TAIL -> "unreplicated tail" + details();
            case LEARNER_LAG -> "learner's lag" + details();
            case ARCHIVE -> "since the last archive" + details();
            case BACKUP -> "since the last backup";
            case EVERYTHING -> "everything";
        };
    }

    private String details() {
        StringBuilder text = new StringBuilder();
        if (typical != null) {
            text.append(", about ").append(Spans.text(typical));
        }
        text.append(bound == null ? ", no bound" : ", at most " + Spans.text(bound));
        if (noneIfLed != null) {
            text.append("; 0 if ").append(noneIfLed).append(" led");
        }
        return text.toString();
    }
}
