package io.quorate.client.cli.keyspace;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.KeyspaceGoals;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints what is wanted of a keyspace. */
public final class GoalsReport {
    private static final int MICRO_DIGITS = 3;

    private GoalsReport() {}

    /** Null where nothing is stated; times in milliseconds. */
    public static ObjectNode json(KeyspaceGoals goals) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("survive", goals.survive());
        node.put("rpoMs", millis(goals.rpo()));
        node.put("rtoMs", millis(goals.rto()));
        node.put("writeP99Ms", millis(goals.writeP99()));
        return node;
    }

    /** As the topology file writes it; empty when nothing is stated. */
    public static String text(KeyspaceGoals goals) {
        List<String> parts = new ArrayList<>();
        add(parts, "survive", goals.survive());
        add(parts, "rpo", text(goals.rpo()));
        add(parts, "rto", text(goals.rto()));
        add(parts, "write_p99", text(goals.writeP99()));
        return String.join(" ", parts);
    }

    private static void add(List<String> parts, String name, @Nullable String value) {
        if (value != null) {
            parts.add(name + "=" + value);
        }
    }

    private static @Nullable String text(@Nullable Duration span) {
        BigDecimal millis = millis(span);
        return millis == null ? null : millis.signum() == 0 ? "0" : millis.toPlainString() + "ms";
    }

    private static @Nullable BigDecimal millis(@Nullable Duration span) {
        if (span == null) {
            return null;
        }
        BigDecimal exact = BigDecimal.valueOf(span.toNanos() / 1_000, MICRO_DIGITS);
        return exact.signum() == 0
                ? BigDecimal.ZERO
                : new BigDecimal(exact.stripTrailingZeros().toPlainString());
    }
}
