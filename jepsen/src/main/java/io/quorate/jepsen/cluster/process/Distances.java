package io.quorate.jepsen.cluster.process;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long messages between nodes take when nothing is broken: nothing, or half of a round trip each way. Round trips
 * are those that {@code quorate plan} computes with: the most specific link that is stated counts, of the two zones,
 * else of a zone and the other's city (the longer, when both are stated), else of the two cities; what nothing is said
 * of is assumed.
 *
 * @param emulated false for no delays at all
 * @param stated of two links between the same places the last counts
 */
public record Distances(boolean emulated, List<PlaceLink> stated) {
    /** As near to each other as this machine's loopback. */
    public static final Distances NONE = new Distances(false, List.of());

    private static final Duration WITHIN_ZONE = Duration.ofNanos(200_000);
    private static final Duration WITHIN_CITY = Duration.ofMillis(1);
    private static final Duration BETWEEN_CITIES = Duration.ofMillis(30);

    public Distances {
        stated = List.copyOf(stated);
    }

    /** As these say, and as is assumed where they say nothing. */
    public static Distances of(List<PlaceLink> stated) {
        return new Distances(true, stated);
    }

    /** Of one direction. */
    record Delay(Duration delay, Duration jitter) {
        static final Delay NONE = new Delay(Duration.ZERO, Duration.ZERO);
    }

    /** The same both ways, since a link states a round trip. */
    Delay between(NodePlace one, NodePlace other) {
        if (!emulated || one.name().equals(other.name())) {
            return Delay.NONE;
        }
        if (one.zone().equals(other.zone())) {
            return oneWay(WITHIN_ZONE, Duration.ZERO);
        }
        return find(one.zone(), other.zone())
                .or(() -> Stream.of(find(one.zone(), other.city()), find(one.city(), other.zone()))
                        .flatMap(Optional::stream)
                        .max(Comparator.comparing(PlaceLink::rtt)))
                .or(() -> find(one.city(), other.city()))
                .map(link -> oneWay(link.rtt(), link.jitter()))
                .orElseGet(() -> oneWay(one.city().equals(other.city()) ? WITHIN_CITY : BETWEEN_CITIES, Duration.ZERO));
    }

    private Optional<PlaceLink> find(String one, String other) {
        return stated.stream()
                .filter(link -> !one.equals(other) && link.isBetween(one, other))
                .reduce((former, latter) -> latter);
    }

    private static Delay oneWay(Duration rtt, Duration jitter) {
        return new Delay(rtt.dividedBy(2), jitter.dividedBy(2));
    }
}
