package io.quorate.jepsen.checker;

import java.util.List;

/**
 * One broken promise.
 *
 * @param kind short and of few kinds, as {@code stale-read}, {@code G-single-realtime}, {@code lost-write}
 * @param story what happened, in words a person can follow, naming operations by id
 * @param ops ids of the operations concerned, fewest that show it, in the order of the story
 */
public record Anomaly(String kind, String story, List<Long> ops) {
    public Anomaly {
        ops = List.copyOf(ops);
    }
}
