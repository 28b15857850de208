package io.quorate.server.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.NodeId;
import io.quorate.server.topology.FaultCase.Kind;
import io.quorate.server.topology.RoundTrips.Assumption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Geography, round trips, conditions and the list of faults. */
class PlacesTest {
    private static final Geography GEOGRAPHY = new Geography(List.of(
            site("n1", "sh-a", "sh"),
            site("n2", "sh-a", "sh"),
            site("n3", "sh-b", "sh"),
            site("n4", "hz-a", "hz"),
            site("n5", "hz-b", "hz")));

    private static Site site(String node, String zone, String city) {
        return new Site(new NodeId(node), zone, city);
    }

    private static Link link(String one, String other, long millis) {
        return new Link(one, other, Duration.ofMillis(millis));
    }

    private static Duration between(RoundTrips roundTrips, String one, String other) {
        return roundTrips.between(new NodeId(one), new NodeId(other));
    }

    @Test
    void shouldPreferTheMostSpecificLink() {
        RoundTrips roundTrips = new RoundTrips(
                GEOGRAPHY,
                List.of(
                        link("sh", "hz", 8),
                        link("hz-a", "sh", 9),
                        link("sh-a", "hz", 10),
                        link("sh-b", "hz-a", 12),
                        link("sh-a", "sh", 2)));

        assertThat(between(roundTrips, "n3", "n4")).as("zones").isEqualTo(Duration.ofMillis(12));
        assertThat(between(roundTrips, "n4", "n1"))
                .as("a zone and a city, both ways: the longer")
                .isEqualTo(Duration.ofMillis(10));
        assertThat(between(roundTrips, "n1", "n5")).as("a zone and a city").isEqualTo(Duration.ofMillis(10));
        assertThat(between(roundTrips, "n5", "n3")).as("cities").isEqualTo(Duration.ofMillis(8));
        assertThat(between(roundTrips, "n3", "n2")).as("a zone and its city").isEqualTo(Duration.ofMillis(2));
        assertThat(between(roundTrips, "n1", "n1")).isZero();
        assertThat(roundTrips.assumptions())
                .containsExactly(
                        new Assumption("sh-a", "sh-a", RoundTrips.WITHIN_ZONE),
                        new Assumption("hz-a", "hz-b", RoundTrips.WITHIN_CITY));
    }

    @Test
    void shouldTakeTheLongerOfTwoLinksThatAreAsSpecific() {
        RoundTrips roundTrips = new RoundTrips(GEOGRAPHY, List.of(link("hz-a", "sh", 20), link("sh-a", "hz", 10)));

        assertThat(between(roundTrips, "n1", "n4")).isEqualTo(Duration.ofMillis(20));
        assertThat(between(roundTrips, "n3", "n4")).isEqualTo(Duration.ofMillis(20));
        assertThat(roundTrips.assumptions())
                .as("only one pair of zones of the two cities is assumed")
                .containsExactly(
                        new Assumption("sh-a", "sh-a", RoundTrips.WITHIN_ZONE),
                        new Assumption("sh-a", "sh-b", RoundTrips.WITHIN_CITY),
                        new Assumption("sh-b", "hz-b", RoundTrips.BETWEEN_CITIES),
                        new Assumption("hz-a", "hz-b", RoundTrips.WITHIN_CITY));
    }

    @Test
    void shouldTakeTheJitterOfTheLinkThatCounts() {
        RoundTrips roundTrips = new RoundTrips(
                GEOGRAPHY,
                List.of(new Link("sh", "hz", Duration.ofMillis(8), Duration.ofMillis(2)), link("sh-b", "hz-a", 12)));

        assertThat(roundTrips.jitterBetween(new NodeId("n1"), new NodeId("n4"))).isEqualTo(Duration.ofMillis(2));
        assertThat(roundTrips.jitterBetween(new NodeId("n4"), new NodeId("n1"))).isEqualTo(Duration.ofMillis(2));
        assertThat(roundTrips.jitterBetween(new NodeId("n3"), new NodeId("n4"))).isZero();
        assertThat(roundTrips.jitterBetween(new NodeId("n1"), new NodeId("n3")))
                .as("assumed")
                .isZero();
    }

    @Test
    void shouldSayWhatItAssumes() {
        RoundTrips roundTrips = new RoundTrips(GEOGRAPHY, List.of());

        assertThat(between(roundTrips, "n1", "n2")).isEqualTo(RoundTrips.WITHIN_ZONE);
        assertThat(between(roundTrips, "n1", "n3")).isEqualTo(RoundTrips.WITHIN_CITY);
        assertThat(between(roundTrips, "n1", "n5")).isEqualTo(RoundTrips.BETWEEN_CITIES);
        assertThat(roundTrips.assumptions())
                .containsExactly(
                        new Assumption("sh-a", "sh-a", RoundTrips.WITHIN_ZONE),
                        new Assumption("sh-a", "sh-b", RoundTrips.WITHIN_CITY),
                        new Assumption("sh", "hz", RoundTrips.BETWEEN_CITIES),
                        new Assumption("hz-a", "hz-b", RoundTrips.WITHIN_CITY));
    }

    @Test
    void shouldRefuseWhatIsNoGeography() {
        assertThatThrownBy(() -> new Geography(List.of(site("n", "z", "c"), site("n", "y", "c"))))
                .hasMessage("node n is there twice");
        assertThatThrownBy(() -> new Geography(List.of(site("n", "z", "c"), site("m", "z", "d"))))
                .hasMessage("zone z is in c and in d");
        assertThatThrownBy(() -> GEOGRAPHY.number(new NodeId("n9"))).hasMessage("no node n9");
        assertThatThrownBy(() -> GEOGRAPHY.nodesIn("x")).hasMessage("no node in 'x'");
        assertThatThrownBy(() -> GEOGRAPHY.zonesIn("n1")).hasMessage("no zone or city 'n1' with a node");
    }

    @Test
    void shouldBreakExactlyWhatIsSaid() {
        Condition condition =
                Condition.healthy(GEOGRAPHY).losing("n2").losing("hz-b").cutting("sh-b", "hz");

        assertThat(condition.isAlive(0)).isTrue();
        assertThat(condition.isAlive(1)).isFalse();
        assertThat(condition.isAlive(4)).isFalse();
        assertThat(condition.sends(2, 3)).isFalse();
        assertThat(condition.sends(3, 2)).isTrue();
        assertThat(condition.exchange(3, 2)).isFalse();
        assertThat(condition.exchange(0, 3)).isTrue();
        assertThat(condition.sends(0, 1)).isFalse();
        assertThat(condition.sends(1, 0)).isFalse();
        assertThat(condition.withLinksMended().exchange(2, 3)).isTrue();
        assertThat(Condition.healthy(GEOGRAPHY).cutting("sh", "sh").exchange(0, 1))
                .as("a zone is never cut off from itself")
                .isTrue();
    }

    @Test
    void shouldCompareConditionsByWhatIsBroken() {
        Condition healthy = Condition.healthy(GEOGRAPHY);
        Condition node = healthy.losing("n3");
        Condition zone = healthy.losing("sh-b");

        assertThat(node)
                .isEqualTo(zone)
                .hasSameHashCodeAs(zone)
                .isNotEqualTo(healthy)
                .isNotEqualTo("n3");
        assertThat(healthy.cutting("sh-b", "hz")).isNotEqualTo(healthy);
        assertThat(node.isWithin(healthy.losing("sh"))).isTrue();
        assertThat(healthy.losing("sh").isWithin(node)).isFalse();
        assertThat(healthy.cutting("sh-b", "hz").isWithin(healthy.losing("sh"))).isFalse();
        assertThat(node.and(healthy.losing("n1")).isWithin(healthy.losing("sh")))
                .isTrue();
    }

    @Test
    void shouldListEverySingleFault() {
        Group group = new Group(
                "k",
                "p",
                new Group.Roles(List.of(new NodeId("n1")), List.of(new NodeId("n5")), List.of()),
                null,
                true,
                Group.Goals.NONE);

        List<FaultCase> all = FaultCases.singles(GEOGRAPHY, group);

        // 5 nodes, 4 zones, 2 cities, 6 pairs of zones and one of cities, each in three ways.
        assertThat(all).hasSize(5 + 4 + 2 + 18 + 3);
        assertThat(FaultCases.count(GEOGRAPHY)).isEqualTo(all.size());
        assertThat(all)
                .filteredOn(each -> each.kind() == Kind.WITNESS)
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.label()).isEqualTo("witness n5");
                    assertThat(each.extent()).isEqualTo(Extent.NODE);
                });
        assertThat(all)
                .extracting(FaultCase::label)
                .contains("zone hz-b", "city sh", "link sh <-> hz", "one-way hz-a -> sh-b", "one-way sh-b -> hz-a");
        assertThat(all).extracting(FaultCase::extent).isSorted();
        assertThat(Kind.ONE_WAY_LINK.word()).isEqualTo("one-way-link");
    }

    @Test
    void shouldWriteTimesAsPeopleRead() {
        assertThat(Spans.text(Duration.ZERO)).isEqualTo("0");
        assertThat(Spans.text(Duration.ofNanos(200_000))).isEqualTo("0.2ms");
        assertThat(Spans.text(Duration.ofMillis(10))).isEqualTo("10ms");
        assertThat(Spans.text(Duration.ofMillis(1_510))).isEqualTo("1.51s");
        assertThat(Spans.text(Duration.ofMinutes(10))).isEqualTo("600s");
        assertThat(Spans.text(Duration.ofNanos(1))).isEqualTo("0ms");
        assertThat(Spans.millis(Duration.ofNanos(1_500))).isEqualTo("0.0015");
        assertThat(Spans.millis(Duration.ofSeconds(10))).isEqualTo("10000");
        assertThat(Spans.millis(Duration.ZERO)).isEqualTo("0");
    }

    @Test
    void shouldWaitOutOlderLeasesWithDrift() {
        Timing timing = new Timing(Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofMillis(990), 100_000);

        assertThat(timing.waitOut()).isEqualTo(Duration.ofMillis(1_210));
        assertThat(timing.failover(Duration.ofMillis(8))).isEqualTo(Duration.ofMillis(600 + 1_210 + 8));
        assertThat(timing.stepDown()).isEqualTo(Duration.ofMillis(750));
        assertThat(new Timing(Duration.ZERO, Duration.ZERO, Duration.ofMillis(500), 0).waitOut())
                .isEqualTo(Duration.ofMillis(500));
        assertThatThrownBy(() -> new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO, 1_000_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Timing(Duration.ZERO, Duration.ZERO, Duration.ZERO, -1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
