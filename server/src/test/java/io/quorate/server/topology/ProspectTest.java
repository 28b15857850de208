package io.quorate.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.NodeId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is ahead of a keyspace with some of it lost already: n1 and n2 in sh, n3 in hz. */
class ProspectTest {
    private static Sketch three(@Nullable Extent survive) {
        return new Sketch()
                .zone("sh", "sh-a", "n1")
                .zone("sh", "sh-b", "n2")
                .zone("hz", "hz-a", "n3")
                .voters("n1", "n2", "n3")
                .home("sh")
                .goals(survive, null, null, null);
    }

    private static Prospect of(Sketch sketch, String... lost) {
        Condition current = sketch.healthy();
        for (String node : lost) {
            current = current.losing(node);
        }
        return Prospect.of(sketch.topology(), sketch.group(), current);
    }

    private static String unsurvived(Sketch sketch, String... lost) {
        FaultCase fault = of(sketch, lost).unsurvived();
        return fault == null ? "" : fault.label();
    }

    @Test
    void shouldNameTheSmallestLossThatTheGoalDoesNotSurviveAnyMore() {
        assertThat(unsurvived(three(Extent.ZONE))).isEmpty();
        assertThat(unsurvived(three(Extent.CITY))).isEqualTo("city sh");
        assertThat(unsurvived(three(Extent.NODE), "n3")).isEqualTo("node n1");
        assertThat(unsurvived(three(Extent.ZONE), "n1")).isEqualTo("node n2");
    }

    @Test
    void shouldSayNothingOfGoalsWithoutOneOrWhenWritesAreStopped() {
        assertThat(unsurvived(three(null), "n3")).isEmpty();
        assertThat(of(three(null), "n3").next().faults())
                .extracting(FaultCase::label)
                .containsExactly("node n1", "node n2");
        Prospect stopped = of(three(Extent.NODE), "n1", "n3");
        assertThat(stopped.next().stopped()).isTrue();
        assertThat(stopped.unsurvived()).isNull();
    }

    @Test
    void shouldRankAnyNodesByHowNearTheyAreToAHome() {
        Topology topology = three(null).topology();
        List<NodeId> all = List.of(new NodeId("n3"), new NodeId("n2"), new NodeId("n1"));

        assertThat(new PlacementRule(topology.geography(), topology.roundTrips(), "sh-a").ranked(all))
                .extracting(NodeId::value)
                .containsExactly("n1", "n2", "n3");
        assertThat(new PlacementRule(topology.geography(), topology.roundTrips(), null).ranked(all))
                .isEqualTo(all);
    }
}
