package io.quorate.jepsen.nemesis;

import java.time.Duration;
import java.util.Locale;

/**
 * A fault of a plan.
 *
 * @param at since the plan began; it may come later, when what it needs is in use
 */
public record PlannedFault(Duration at, FaultKind kind, FaultSpec spec) {
    /** When the nodes are about back. */
    Duration end() {
        return at.plus(spec.duration()).plus(kind.aftermath());
    }

    int impaired(int nodes) {
        return kind.impaired(spec.target(), nodes);
    }

    /** One line of the plan. */
    public String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%9.3f s  %s", seconds(at), kind.name()));
        if (spec.target() != Target.OWN) {
            line.append(" of ").append(spec.target());
        }
        String text = kind.make(spec).text();
        if (!text.isEmpty()) {
            line.append(", ").append(text);
        }
        if (!spec.duration().isZero()) {
            line.append(String.format(Locale.ROOT, ", for %.3f s", seconds(spec.duration())));
        }
        return line.append(", seed ").append(spec.seed()).toString();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
