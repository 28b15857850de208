package io.quorate.server.topology;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** Times as people read them. */
public final class Spans {
    private static final int NANO_DIGITS = 9;
    private static final int MILLI_DIGITS = 6;

    private Spans() {}

    /**
     * In milliseconds below a second, else in seconds, without needless digits: {@code 0}, {@code 0.2ms},
     * {@code 1.51s}.
     */
    public static String text(Duration span) {
        if (span.isZero()) {
            return "0";
        }
        boolean seconds = span.compareTo(Duration.ofSeconds(1)) >= 0;
        BigDecimal number = BigDecimal.valueOf(span.toNanos(), seconds ? NANO_DIGITS : MILLI_DIGITS);
        return plain(number.setScale(3, RoundingMode.HALF_UP)) + (seconds ? "s" : "ms");
    }

    /** In milliseconds, exactly, as a number: {@code 0.2}. */
    public static String millis(Duration span) {
        return plain(BigDecimal.valueOf(span.toNanos(), MILLI_DIGITS));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
