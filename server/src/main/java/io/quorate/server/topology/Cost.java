package io.quorate.server.topology;

import java.time.Duration;

/**
 * What a request waits for on the network: the least it can take, for disks, processors and queues come on top.
 *
 * @param roundTrips one after the other
 * @param time of all of them
 */
public record Cost(int roundTrips, Duration time) {
    public static final Cost NOTHING = new Cost(0, Duration.ZERO);

    static Cost ofRoundTrip(long nanos) {
        return new Cost(1, Duration.ofNanos(nanos));
    }

    /** One after the other. */
    public Cost plus(Cost other) {
        return new Cost(roundTrips + other.roundTrips, time.plus(other.time));
    }
}
