package io.quorate.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.topology.CityOutlook.Service;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goals, pairs of faults, and the fault that stops writes next. */
class PlanTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Sketch three() {
        return new Sketch()
                .zone("sh", "sh-a", "n1")
                .zone("sh", "sh-b", "n2")
                .zone("hz", "hz-a", "n3")
                .link("sh-a", "sh-b", 1)
                .link("sh", "hz", 8)
                .voters("n1", "n2", "n3")
                .home("sh");
    }

    private static GoalVerdict only(Sketch sketch) {
        List<GoalVerdict> goals = sketch.plan().goals();
        assertThat(goals).hasSize(1);
        return goals.get(0);
    }

    private static Plan.Verdict verdict(Sketch sketch) {
        return Plan.of(sketch.topology(), sketch.topology().groups()).verdict();
    }

    @Test
    void shouldHaveAVerdict() {
        assertThat(verdict(three())).isEqualTo(Plan.Verdict.NO_GOALS);
        assertThat(verdict(three().goals(Extent.ZONE, null, null, null))).isEqualTo(Plan.Verdict.MET);
        assertThat(verdict(three().goals(Extent.CITY, Duration.ZERO, null, null)))
                .isEqualTo(Plan.Verdict.NOT_MET);
        assertThat(Plan.Verdict.NOT_MET.word()).isEqualTo("not-met");
    }

    @Test
    void shouldNameTheSmallestFaultThatBreaksAGoal() {
        GoalVerdict city = only(three().goals(Extent.CITY, null, null, null));
        assertThat(city.met()).isFalse();
        assertThat(city.why()).isEqualTo("city sh lost: writes stop, 1 of 3 voters and witnesses left, 2 needed");

        GoalVerdict node =
                only(new Sketch().zone("a", "z", "n1", "n2").voters("n1", "n2").goals(Extent.CITY, null, null, null));
        assertThat(node.counterExample()).isNotNull();
        assertThat(node.why()).startsWith("node n1 lost: ");
    }

    @Test
    void shouldAskForLossWithinWhatIsToBeSurvived() {
        Sketch sketch = three();
        assertThat(only(sketch.goals(null, Duration.ZERO, null, null)).met())
                .as("of nodes, unless more is to be survived")
                .isTrue();
        assertThat(sketch.goals(Extent.CITY, Duration.ZERO, null, null)
                        .plan()
                        .goals()
                        .get(1)
                        .why())
                .isEqualTo("city sh lost: loses unreplicated tail, about 8ms, no bound");
        assertThat(sketch.backup("0 * * * *", SECOND)
                        .goals(Extent.CITY, SECOND, null, null)
                        .plan()
                        .goals()
                        .get(1)
                        .met())
                .as("an archive bounds it")
                .isTrue();
        assertThat(sketch.goals(Extent.CITY, Duration.ofMillis(999), null, null)
                        .plan()
                        .goals()
                        .get(1)
                        .met())
                .isFalse();
    }

    @Test
    void shouldAskForOutages() {
        Duration estimate = Sketch.TIMING.failover(Duration.ofMillis(8));

        assertThat(only(three().goals(null, null, estimate, null)).met()).isTrue();
        GoalVerdict slow = only(three().goals(null, null, estimate.minusNanos(1), null));
        assertThat(slow.met()).isFalse();
        assertThat(slow.why()).isEqualTo("node n1 lost: writes come back after about 1.518s");
        GoalVerdict hand =
                three().goals(Extent.CITY, null, estimate, null).plan().goals().get(1);
        assertThat(hand.why()).isEqualTo("city sh lost: writes come back by hand");
    }

    @Test
    void shouldTakeLinksForFaultsToo() {
        Sketch two = new Sketch()
                .zone("sh", "sh-a", "n1")
                .zone("sh", "sh-b", "n2")
                .zone("hz", "hz-a", "n3")
                .voters("n1", "n2")
                .home("sh-a")
                .backup("0 * * * *", SECOND)
                .goals(null, null, SECOND, null);

        assertThat(only(two).why()).isEqualTo("node n1 lost: writes come back by hand");
        assertThat(two.plan().singles())
                .filteredOn(single -> single.label().equals("one-way sh-a -> sh-b"))
                .singleElement()
                .satisfies(single -> assertThat(single.outlook().recovery()).isEqualTo(Recovery.LINK));
        assertThat(new FaultCase(FaultCase.Kind.LINK, Extent.ZONE, List.of("a", "b"), two.healthy()).sentence())
                .isEqualTo("link a <-> b cut");
    }

    @Test
    void shouldTakeWriteLatencyForALowerBound() {
        assertThat(only(three().goals(null, null, null, Duration.ofMillis(1))).met())
                .isTrue();
        GoalVerdict broken = only(three().goals(null, null, null, Duration.ofNanos(999_999)));
        assertThat(broken.met()).isFalse();
        assertThat(broken.counterExample()).isNull();
        assertThat(broken.why()).isEqualTo("a write at the leader takes 1ms on the network alone");
    }

    @Test
    void shouldCallTheSameFaultByAllItsNames() {
        KeyspacePlan plan = three().plan();

        assertThat(plan.singles())
                .extracting(Single::label)
                .contains("node n1, zone sh-a", "node n3, zone hz-a, city hz", "city sh", "link sh <-> hz");
    }

    @Test
    void shouldCountPairsThatStopWhatNeitherPartStops() {
        Pairs pairs = three().plan().pairs();

        assertThat(pairs.skipped()).isZero();
        assertThat(pairs.tried()).isPositive();
        assertThat(pairs.newlyStopping()).isEqualTo(pairs.listed().size());
        assertThat(pairs.listed())
                .extracting(Pair::label)
                .contains("node n1 + node n3", "node n2 + node n3", "node n1 + link sh <-> hz")
                .doesNotContain("node n1 + node n2", "node n1 + city sh");
        assertThat(pairs.listed())
                .filteredOn(pair -> pair.label().equals("node n1 + link sh <-> hz"))
                .singleElement()
                .satisfies(pair -> {
                    assertThat(pair.outlook().writes()).isFalse();
                    assertThat(pair.outlook().recovery()).isEqualTo(Recovery.LINK);
                    assertThat(pair.stops())
                            .containsExactly(
                                    new Pair.Stop("sh", Service.WRITE),
                                    new Pair.Stop("sh", Service.LINEARIZABLE),
                                    new Pair.Stop("sh", Service.BOUNDED));
                });
        assertThat(pairs.newlyStoppingWrites())
                .isEqualTo(
                        (int) pairs.listed().stream().filter(Pair::stopsWrites).count())
                .isPositive();
    }

    @Test
    void shouldNotTryMorePairsThanItCan() {
        Sketch sketch = new Sketch().voters("n0").home("n0");
        for (int zone = 0; zone < 24; zone++) {
            sketch.zone("c", "z" + zone, "n" + zone);
        }

        Pairs pairs = sketch.plan().pairs();

        assertThat(pairs.tried()).isZero();
        assertThat(pairs.skipped()).isGreaterThan(Pairs.MAX);
        assertThat(pairs.listed()).isEmpty();
    }

    @Test
    void shouldKeepOnlySoManyPairs() {
        Sketch sketch = three();
        Pairs all = sketch.plan().pairs();

        Pairs some =
                Pairs.of(sketch.plan().singles(), new GroupEvaluator(sketch.topology(), sketch.group()), Pairs.MAX, 2);

        assertThat(some.listed()).isEqualTo(all.listed().subList(0, 2));
        assertThat(some.newlyStopping()).isEqualTo(all.newlyStopping());
        assertThat(some.newlyStoppingWrites()).isEqualTo(all.newlyStoppingWrites());
    }

    @Test
    void shouldCountPairsWhosePartsLeaveWritesToDifferentCities() {
        Sketch two = new Sketch()
                .zone("a", "za", "n1")
                .zone("b", "zb", "n2")
                .zone("c", "zc", "w")
                .voters("n1", "n2")
                .witnesses("w")
                .home("n1");

        assertThat(two.plan().pairs().listed())
                .filteredOn(pair -> pair.label().equals("node n1 + node n2"))
                .singleElement()
                .satisfies(pair -> {
                    assertThat(pair.stopsWrites()).isTrue();
                    assertThat(pair.stops())
                            .as("each part leaves its own city without anything, the witness's city loses with both")
                            .containsExactly(
                                    new Pair.Stop("c", Service.WRITE), new Pair.Stop("c", Service.LINEARIZABLE));
                });
    }

    @Test
    void shouldTellWhatStopsWritesNext() {
        Sketch sketch = three();
        Topology topology = sketch.topology();

        NextStop healthy = NextStop.of(topology, sketch.group(), sketch.healthy());
        assertThat(healthy.stopped()).isFalse();
        assertThat(healthy.faults()).extracting(FaultCase::label).containsExactly("city sh");

        NextStop without =
                NextStop.of(topology, sketch.group(), sketch.healthy().losing("n3"));
        assertThat(without.faults()).extracting(FaultCase::label).containsExactly("node n1", "node n2");

        NextStop cut = NextStop.of(
                topology, sketch.group(), sketch.healthy().losing("n1").losing("n2"));
        assertThat(cut.stopped()).isTrue();
        assertThat(cut.faults()).isEmpty();
    }

    @Test
    void shouldTellOfTheSmallestOnly() {
        Sketch sketch = new Sketch()
                .zone("a", "a1", "n1", "n2")
                .zone("a", "a2", "n3")
                .zone("b", "b1", "n4")
                .voters("n1", "n2", "n3")
                .home("a1");

        assertThat(NextStop.of(sketch.topology(), sketch.group(), sketch.healthy())
                        .faults())
                .extracting(FaultCase::label)
                .as("the link of the city's zones does not stop the two of one zone")
                .containsExactly("zone a1");
        Condition isolated = sketch.healthy().losing("n2");
        assertThat(NextStop.of(sketch.topology(), sketch.group(), isolated).faults())
                .extracting(FaultCase::label)
                .containsExactly("node n1", "node n3");
        Sketch learners = new Sketch()
                .zone("a", "a1", "n1")
                .zone("b", "b1", "n2")
                .voters("n1")
                .learners("n2");
        assertThat(NextStop.of(learners.topology(), learners.group(), learners.healthy())
                        .faults())
                .extracting(FaultCase::label)
                .containsExactly("node n1");
    }

    @Test
    void shouldLeaveOutWhatContainsASmallerFault() {
        Sketch two = new Sketch()
                .zone("a", "a1", "n1", "x")
                .zone("a", "a2", "n2", "y")
                .voters("n1", "n2", "x", "y")
                .home("a1");

        List<FaultCase> faults =
                NextStop.of(two.topology(), two.group(), two.healthy()).faults();

        assertThat(faults)
                .extracting(FaultCase::label)
                .as("a one-way link stops them, so the whole link is no news")
                .containsExactly("zone a1", "zone a2", "one-way a1 -> a2", "one-way a2 -> a1");
    }

    @Test
    void shouldSayEverythingInWords() {
        assertThat(Recovery.LINK.text()).isEqualTo("when the link is back");
        assertThat(Recovery.UNTOUCHED.text()).isEqualTo("0");
        assertThat(Recovery.OPERATOR.text()).isEqualTo("by hand");
        assertThat(Recovery.OPERATOR.healsByItself()).isFalse();
        assertThat(Recovery.OPERATOR.isWithin(SECOND)).isFalse();
        assertThat(Recovery.election(SECOND).text()).isEqualTo("about 1s");
        assertThat(Recovery.Kind.OPERATOR.word()).isEqualTo("operator");
        assertThat(Loss.NOTHING.text()).isEqualTo("0");
        assertThat(new Loss(Loss.Kind.EVERYTHING, null, null, null).text()).isEqualTo("everything");
        assertThat(new Loss(Loss.Kind.BACKUP, null, null, null).text()).isEqualTo("since the last backup");
        assertThat(new Loss(Loss.Kind.ARCHIVE, SECOND, null, null).text())
                .isEqualTo("since the last archive, at most 1s");
        assertThat(new Loss(Loss.Kind.LEARNER_LAG, null, SECOND, null).text())
                .isEqualTo("learner's lag, about 1s, no bound");
        assertThat(Loss.Kind.UNREPLICATED_TAIL.word()).isEqualTo("unreplicated-tail");
        assertThat(Extent.CITY.word()).isEqualTo("city");
    }
}
