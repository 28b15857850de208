package io.quorate.jepsen.nemesis;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What is to be done to whom, for how long.
 *
 * @param kind name of the kind
 * @param duration from the install to the beginning of the end
 * @param seed of everything else that is left to chance
 */
public record FaultSpec(String kind, Target target, Duration duration, long seed) {
    SplittableRandom random() {
        return new SplittableRandom(seed);
    }

    /** For which of so many keyspaces it is meant. */
    int keyspace(int of) {
        return new SplittableRandom(~seed).nextInt(of);
    }
}
