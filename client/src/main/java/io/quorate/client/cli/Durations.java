package io.quorate.client.cli;

import java.time.Duration;
import java.util.Locale;

/** Reads times as people write them. */
public final class Durations {
    private Durations() {}

    /**
     * Reads {@code 500ms}, {@code 10s}, {@code 2m} or {@code 1h}.
     *
     * @throws IllegalArgumentException when the text is none of them, or too long a time
     */
    public static Duration parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        try {
            if (trimmed.endsWith("ms")) {
                return Duration.ofMillis(number(trimmed, 2));
            }
            if (trimmed.endsWith("s")) {
                return Duration.ofSeconds(number(trimmed, 1));
            }
            if (trimmed.endsWith("m")) {
                return Duration.ofMinutes(number(trimmed, 1));
            }
            if (trimmed.endsWith("h")) {
                return Duration.ofHours(number(trimmed, 1));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a time like 500ms, 10s or 2m", e);
        }
        throw new IllegalArgumentException("'" + text + "' is not a time like 500ms, 10s or 2m");
    }

    private static long number(String text, int unitLength) {
        return Long.parseLong(text.substring(0, text.length() - unitLength));
    }
}
