package io.quorate.server.topology;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How writes come back after a fault.
 *
 * @param estimate how long they are away; null when that is not for the cluster to say
 */
public record Recovery(Kind kind, @Nullable Duration estimate) {
    public static final Recovery UNTOUCHED = new Recovery(Kind.UNTOUCHED, Duration.ZERO);
    public static final Recovery LINK = new Recovery(Kind.LINK, null);
    public static final Recovery OPERATOR = new Recovery(Kind.OPERATOR, null);

    /** What has to happen. */
    public enum Kind {
        /** Nothing: the leader keeps a majority. */
        UNTOUCHED,
        /** Another leader is elected. */
        ELECTION,
        /** A link has to come back; no node that is needed is lost. */
        LINK,
        /** Somebody has to bring nodes back, or to decide what to go on with. */
        OPERATOR;

        /** For programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Recovery election(Duration estimate) {
        return new Recovery(Kind.ELECTION, estimate);
    }

    /** Whether nobody has to do anything to the cluster. */
    public boolean healsByItself() {
        return kind != Kind.OPERATOR;
    }

    /** Whether writes are certain to be away no longer than this, as far as can be estimated. */
    public boolean isWithin(Duration goal) {
        return estimate != null && estimate.compareTo(goal) <= 0;
    }

    /** For people. */
    public String text() {
        return switch (kind) {
            case UNTOUCHED -> "0";
            case ELECTION -> estimate == null ? "an election" : "about " + Spans.text(estimate);
            case LINK -> "when the link is back";
            case OPERATOR -> "by hand";
        };
    }
}
