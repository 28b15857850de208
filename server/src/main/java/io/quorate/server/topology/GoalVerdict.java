package io.quorate.server.topology;

import org.jspecify.annotations.Nullable;

/**
 * Whether one stated goal can be met.
 *
 * @param name as the topology writes it
 * @param stated its value, as text
 * @param why what it was found by, or what is against it
 * @param counterExample the smallest fault that breaks it; null when it is met, or broken without a fault
 */
public record GoalVerdict(
        String name,
        String stated,
        boolean met,
        String why,
        @Nullable FaultCase counterExample) {
    static GoalVerdict met(String name, String stated, String why) {
        return new GoalVerdict(name, stated, true, why, null);
    }

    static GoalVerdict broken(String name, String stated, FaultCase by, String why) {
        return new GoalVerdict(name, stated, false, by.sentence() + ": " + why, by);
    }
}
