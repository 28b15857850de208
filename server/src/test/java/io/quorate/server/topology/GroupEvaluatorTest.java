package io.quorate.server.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupEvaluatorTest {
    private static Sketch triangle() {
        return new Sketch()
                .zone("a", "za", "a")
                .zone("b", "zb", "b")
                .zone("w", "zw", "w")
                .link("a", "b", 10)
                .link("a", "w", 4)
                .link("b", "w", 6)
                .voters("a", "b")
                .witnesses("w")
                .home("a");
    }

    @Test
    void shouldKeepTheLeaderThatSeesTheWitness() {
        Outlook cut = triangle().cut("a", "b");

        assertThat(Sketch.text(cut)).isEqualTo("a | a 4 0 bl | b - - -l | w 8 4 --");
        assertThat(cut.recovery()).isEqualTo(Recovery.UNTOUCHED);
        assertThat(cut.loss()).isEqualTo(Loss.NOTHING);
    }

    @Test
    void shouldPayTheLongerWayWhenTheWitnessIsCutOff() {
        assertThat(Sketch.text(triangle().cut("a", "w"))).isEqualTo("a | a 10 0 bl | b 20 10 bl | w - - --");
    }

    @Test
    void shouldChangeTheLeaderThatIsCutOffFromBoth() {
        Sketch sketch = triangle();
        Condition alone = sketch.healthy()
                .cutting("a", "b")
                .cutting("b", "a")
                .cutting("a", "w")
                .cutting("w", "a");

        Outlook outlook = sketch.evaluate(alone);

        assertThat(Sketch.text(outlook)).isEqualTo("b | a - - -l | b 6 0 bl | w 12 6 --");
        assertThat(outlook.recovery().estimate()).isEqualTo(Sketch.TIMING.failover(Duration.ofMillis(6)));
    }

    @Test
    void shouldWaitForALeaderThatIsHeardButDoesNotHear() {
        Sketch sketch = triangle();
        Condition deaf = sketch.healthy().cutting("b", "a").cutting("w", "a");

        Outlook outlook = sketch.evaluate(deaf);

        assertThat(Sketch.text(outlook)).isEqualTo("b | a - - -l | b 6 0 bl | w 12 6 --");
        assertThat(outlook.recovery().estimate())
                .as("it is heard, so nobody stands before it steps down")
                .isEqualTo(Sketch.TIMING.failover(Duration.ofMillis(6)).plus(Duration.ofMillis(1_250)));
    }

    @Test
    void shouldElectAtOnceWhenTheLeaderIsNotHeard() {
        Sketch sketch = triangle();
        Condition mute = sketch.healthy().cutting("a", "b").cutting("a", "w");

        assertThat(sketch.evaluate(mute).recovery().estimate()).isEqualTo(Sketch.TIMING.failover(Duration.ofMillis(6)));
    }

    @Test
    void shouldWaitWhenTooFewOfThoseThatDoNotHearTheLeaderCanElect() {
        Sketch sketch = triangle();
        Condition half = sketch.healthy().cutting("a", "b").cutting("b", "a").cutting("w", "a");

        Outlook outlook = sketch.evaluate(half);

        assertThat(outlook.leader()).hasToString("b");
        assertThat(outlook.recovery().estimate())
                .as("b does not hear a, but w does, and does not vote before a steps down")
                .isEqualTo(Sketch.TIMING.failover(Duration.ofMillis(6)).plus(Duration.ofMillis(1_250)));
    }

    @Test
    void shouldNeedBothDirectionsForFollowing() {
        for (Outlook outlook :
                List.of(triangle().cutOneWay("a", "b"), triangle().cutOneWay("b", "a"))) {
            assertThat(Sketch.text(outlook)).isEqualTo("a | a 4 0 bl | b - - -l | w 8 4 --");
        }
    }

    @Test
    void shouldWaitForTheLinkWhenNobodyIsLost() {
        Sketch two = new Sketch()
                .zone("a", "za", "a")
                .zone("b", "zb", "b")
                .link("a", "b", 10)
                .voters("a", "b")
                .home("a");

        Outlook cut = two.cut("a", "b");

        assertThat(cut.writes()).isFalse();
        assertThat(cut.recovery()).isEqualTo(Recovery.LINK);
        assertThat(cut.recovery().healsByItself()).isTrue();
        assertThat(cut.loss()).isEqualTo(Loss.NOTHING);
        assertThat(cut.whyNoLeader())
                .hasValue("no voter with data exchanges messages with 2 of 2 voters and witnesses, the best with 1");
    }

    @Test
    void shouldNotLetWitnessesLead() {
        Sketch sketch = new Sketch()
                .zone("a", "za", "a")
                .zone("b", "zb", "w1")
                .zone("c", "zc", "w2")
                .zone("d", "zd", "l")
                .voters("a")
                .witnesses("w1", "w2")
                .learners("l");

        Outlook outlook = sketch.without("a");

        assertThat(outlook.writes()).isFalse();
        assertThat(outlook.whyNoLeader()).hasValue("no voter with data left to lead");
        assertThat(outlook.recovery()).isEqualTo(Recovery.OPERATOR);
        assertThat(outlook.loss().kind()).isEqualTo(Loss.Kind.LEARNER_LAG);
        assertThat(sketch.without("w1", "w2").loss())
                .as("whoever led had it all, and only one could lead")
                .isEqualTo(Loss.NOTHING);
    }

    @Test
    void shouldRouteOverNodesWithoutARole() {
        Sketch sketch = new Sketch()
                .zone("a", "za", "a")
                .zone("b", "zb1", "near")
                .zone("b", "zb2", "far")
                .link("za", "zb1", 3)
                .link("za", "zb2", 9)
                .voters("a");

        assertThat(Sketch.text(sketch.evaluate(sketch.healthy()))).isEqualTo("a | a 0 0 bl | b 3 3 --");
        assertThat(Sketch.text(sketch.without("near"))).isEqualTo("a | a 0 0 bl | b 9 9 --");
    }

    @Test
    void shouldPayForReadsWithoutALease() {
        Sketch sketch = triangle().noLease();

        assertThat(Sketch.text(sketch.evaluate(sketch.healthy()))).isEqualTo("a | a 4 4 bl | b 14 14 bl | w 8 8 --");
    }

    @Test
    void shouldCountTheTailOnlyWhenAMajorityIsGone() {
        Sketch five = new Sketch()
                .zone("a", "z", "n1", "n2", "n3", "n4", "n5")
                .voters("n1", "n2", "n3", "n4", "n5")
                .home("n1");

        assertThat(five.without("n4", "n5").loss()).isEqualTo(Loss.NOTHING);
        assertThat(five.without("n3", "n4", "n5").loss())
                .isEqualTo(new Loss(Loss.Kind.UNREPLICATED_TAIL, null, null, new NodeId("n1")));
        Loss withoutLeader = five.without("n1", "n2", "n3").loss();
        assertThat(withoutLeader).isEqualTo(new Loss(Loss.Kind.UNREPLICATED_TAIL, null, RoundTrips.WITHIN_ZONE, null));
        assertThat(five.backup("0 * * * *", Duration.ofSeconds(1))
                        .without("n1", "n2", "n3")
                        .loss()
                        .text())
                .isEqualTo("unreplicated tail, about 0.2ms, at most 1s");
    }

    @Test
    void shouldPlaceTheLeaderByTheHomeRule() {
        Sketch sketch = new Sketch()
                .zone("far", "f", "n1")
                .zone("a", "za", "n2", "n3")
                .zone("a", "zb", "n4")
                .zone("b", "zc", "n5")
                .link("far", "a", 50)
                .link("far", "b", 50)
                .link("a", "b", 8)
                .link("za", "zb", 2)
                .voters("n1", "n2", "n3", "n4", "n5");

        assertThat(sketch.home(null).evaluate(sketch.healthy()).leader()).hasToString("n1");
        assertThat(sketch.home("n3").evaluate(sketch.healthy()).leader()).hasToString("n3");
        assertThat(sketch.without("n3").leader()).as("its zone").hasToString("n2");
        assertThat(sketch.without("n2", "n3").leader()).as("its city").hasToString("n4");
        assertThat(sketch.home("b").without("n5").leader()).as("the nearest").hasToString("n2");
        assertThat(sketch.home("zb").without("n4").leader()).as("its city").hasToString("n2");
    }

    @Test
    void shouldRefuseAGroupWithoutAVoter() {
        assertThatThrownBy(
                        () -> new Sketch().zone("a", "za", "a").witnesses("a").group())
                .isInstanceOf(IllegalArgumentException.class);
    }
}
