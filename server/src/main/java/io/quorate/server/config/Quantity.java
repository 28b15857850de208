package io.quorate.server.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: {@code 500ms}, {@code 1.5MiB}. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*([a-zA-Z]*)");
    private static final BigDecimal LIMIT = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final Map<String, Long> NANOS = units(
            "h",
            3_600_000_000_000L,
            "m",
            60_000_000_000L,
            "s",
            1_000_000_000L,
            "ms",
            1_000_000L,
            "us",
            1_000L,
            "ns",
            1L);
    private static final Map<String, Long> BYTES =
            units("TiB", 1L << 40, "GiB", 1L << 30, "MiB", 1L << 20, "KiB", 1L << 10, "B", 1L);

    private Quantity() {}

    private static Map<String, Long> units(Object... pairs) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            units.put((String) pairs[i], (Long) pairs[i + 1]);
        }
        return units;
    }

    /** A number with a unit of time; 0 needs none. */
    public static Optional<Duration> duration(String text) {
        return parse(text, NANOS, false).map(Duration::ofNanos);
    }

    /** A number of bytes, with or without a unit. */
    static Optional<Long> bytes(String text) {
        return parse(text, BYTES, true);
    }

    private static Optional<Long> parse(String text, Map<String, Long> units, boolean unitOptional) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(form.group(1));
        Long unit = units.get(form.group(2));
        if (unit == null && form.group(2).isEmpty() && (unitOptional || number.signum() == 0)) {
            unit = 1L;
        }
        if (unit == null) {
            return Optional.empty();
        }
        BigDecimal scaled = number.multiply(BigDecimal.valueOf(unit));
        if (scaled.compareTo(LIMIT) > 0) {
            return Optional.empty();
        }
        return Optional.of(scaled.setScale(0, RoundingMode.HALF_UP).longValueExact());
    }

    /** The shortest exact form, in the largest unit that divides it. */
    static String format(Duration duration) {
        return format(duration.toNanos(), NANOS, "0s");
    }

    /** The shortest exact form, in the largest unit that divides it. */
    static String formatBytes(long bytes) {
        return format(bytes, BYTES, "0B");
    }

    private static String format(long amount, Map<String, Long> units, String zero) {
        if (amount == 0) {
            return zero;
        }
        for (Map.Entry<String, Long> unit : units.entrySet()) {
            // Half a mebibyte more reads better than its kibibytes.
            boolean halves = amount > unit.getValue() && amount * 2 % unit.getValue() == 0 && units == BYTES;
            if (amount % unit.getValue() == 0) {
                return amount / unit.getValue() + unit.getKey();
            }
            if (halves) {
                return amount / unit.getValue() + ".5" + unit.getKey();
            }
        }
        throw new IllegalStateException("the smallest unit divides everything");
    }
}
