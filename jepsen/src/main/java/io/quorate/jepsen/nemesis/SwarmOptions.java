package io.quorate.jepsen.nemesis;

import java.time.Duration;

/**
 * What a plan is drawn from.
 *
 * @param time how long the plan goes
 * @param nodes how many there are, voters all
 * @param safe a majority stays up and connected at every moment; otherwise anything goes
 * @param kinds to draw from: those that the cluster can suffer; with {@code safe} only those that keep a majority are
 *     taken
 * @param subset draws some of the kinds only, others with each seed: combinations that are rare when everything is
 *     mixed
 */
public record SwarmOptions(
        long seed, Duration time, int nodes, boolean safe, FaultSelection kinds, boolean subset, Speed speed) {
    /** Time from one fault to the next, as planned. */
    public enum Speed {
        FAST(200, 1_000),
        MEDIUM(500, 2_500),
        SLOW(3_000, 5_000),
        /** One of the others, by the seed. */
        ANY(0, 0);

        private static final Duration ALONE = Duration.ofMillis(5_500);

        private final int least;
        private final int most;

        Speed(int least, int most) {
            this.least = least;
            this.most = most;
        }

        int leastMillis() {
            return least;
        }

        int mostMillis() {
            return most;
        }

        /**
         * Where each fault is to be seen alone: with SLOW so far apart that what it does to availability can be told
         * from what the one before it did.
         */
        public Duration apart() {
            return this == SLOW ? ALONE : Duration.ZERO;
        }
    }
}
