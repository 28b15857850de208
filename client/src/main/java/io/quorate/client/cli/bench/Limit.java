package io.quorate.client.cli.bench;

import java.time.Duration;
import java.util.Locale;

/** How long a phase lasts: a number of operations, or a time; the other one is zero. */
record Limit(long operations, Duration duration) {
    static final Limit NOTHING = new Limit(0, Duration.ZERO);

    static Limit ofOperations(long operations) {
        return new Limit(operations, Duration.ZERO);
    }

    boolean isTimed() {
        return !duration.isZero();
    }

    /** Reads {@code 500000} as operations and {@code 10s}, {@code 500ms} or {@code 2m} as time. */
    static Limit parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        try {
            Limit limit = trimmed.chars().allMatch(Character::isDigit)
                    ? ofOperations(Long.parseLong(trimmed))
                    : new Limit(0, parseDuration(trimmed));
            return limit;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is neither a number of operations nor a time like 10s", e);
        }
    }

    /** Reads {@code 500ms}, {@code 10s}, {@code 2m} or {@code 1h}. */
    static Duration parseDuration(String text) {
        if (text.endsWith("ms")) {
            return Duration.ofMillis(number(text, 2));
        }
        if (text.endsWith("s")) {
            return Duration.ofSeconds(number(text, 1));
        }
        if (text.endsWith("m")) {
            return Duration.ofMinutes(number(text, 1));
        }
        if (text.endsWith("h")) {
            return Duration.ofHours(number(text, 1));
        }
        throw new NumberFormatException("no unit in " + text);
    }

    private static long number(String text, int unitLength) {
        return Long.parseLong(text.substring(0, text.length() - unitLength));
    }
}
