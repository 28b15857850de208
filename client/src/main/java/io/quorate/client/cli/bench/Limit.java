package io.quorate.client.cli.bench;

import io.quorate.client.cli.Durations;
import java.time.Duration;
import java.util.Locale;

/** How long a phase lasts: a number of operations, or a time; the other one is zero. */
record Limit(long operations, Duration duration) {
    static Limit ofOperations(long operations) {
        return new Limit(operations, Duration.ZERO);
    }

    boolean isTimed() {
        return !duration.isZero();
    }

    /** Reads {@code 500000} as operations and {@code 10s}, {@code 500ms} or {@code 2m} as time. */
    static Limit parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        if (trimmed.isEmpty() || !trimmed.chars().allMatch(Character::isDigit)) {
            return new Limit(0, Durations.parse(trimmed));
        }
        try {
            return ofOperations(Long.parseLong(trimmed));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' operations are too many", e);
        }
    }
}
