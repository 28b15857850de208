package io.quorate.server.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The six patterns, checked by hand. */
class PatternsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static Sketch fiveOverTwoCities() {
        return new Sketch()
                .zone("sh", "sh-a", "a1")
                .zone("sh", "sh-b", "a2")
                .zone("hz", "hz-a", "b1")
                .zone("hz", "hz-b", "b2")
                .zone("nj", "nj-a", "w")
                .link("sh-a", "sh-b", 1)
                .link("hz-a", "hz-b", 1)
                .link("sh", "hz", 8)
                .link("sh", "nj", 5)
                .link("hz", "nj", 6)
                .voters("a1", "a2", "b1", "b2")
                .witnesses("w")
                .home("sh");
    }

    @Test
    void shouldKnowColdBackup() {
        Sketch archived = new Sketch().zone("sh", "sh-a", "n1").voters("n1").backup("0 * * * *", SECOND);

        assertThat(Sketch.text(archived.evaluate(archived.healthy()))).isEqualTo("n1 | sh 0 0 bl");
        Outlook lost = archived.without("n1");
        assertThat(Sketch.text(lost)).isEqualTo("- | sh - - --");
        assertThat(lost.loss()).isEqualTo(new Loss(Loss.Kind.ARCHIVE, SECOND, null, null));
        assertThat(lost.recovery()).isEqualTo(Recovery.OPERATOR);
        assertThat(lost.whyNoLeader()).hasValue("0 of 1 voters and witnesses left, 1 needed");

        assertThat(archived.backup("0 * * * *", null).without("sh").loss())
                .isEqualTo(new Loss(Loss.Kind.BACKUP, null, null, null));
        assertThat(archived.backup(null, SECOND).without("sh").loss())
                .as("an archive without a beginning")
                .isEqualTo(new Loss(Loss.Kind.EVERYTHING, null, null, null));
    }

    @Test
    void shouldKnowActiveStandbyWithAWitness() {
        Sketch sync = new Sketch()
                .zone("sh", "sh-a", "a")
                .zone("hz", "hz-a", "b")
                .zone("nj", "nj-a", "w")
                .link("sh", "hz", 8)
                .link("sh", "nj", 5)
                .link("hz", "nj", 6)
                .voters("a", "b")
                .witnesses("w")
                .home("a");

        assertThat(Sketch.text(sync.evaluate(sync.healthy()))).isEqualTo("a | sh 5 0 bl | hz 13 8 bl | nj 10 5 --");
        Outlook standby = sync.without("a");
        assertThat(Sketch.text(standby)).isEqualTo("b | sh - - -- | hz 6 0 bl | nj 12 6 --");
        assertThat(standby.loss()).isEqualTo(Loss.NOTHING);
        // 1 s, then 500 ms * 1.01 / 0.99 rounded up to a microsecond, then 6 ms.
        assertThat(standby.recovery()).isEqualTo(Recovery.election(Duration.ofNanos(1_516_102_000)));
        Outlook alone = sync.without("b", "w");
        assertThat(alone.writes()).isFalse();
        assertThat(alone.loss().kind()).isEqualTo(Loss.Kind.UNREPLICATED_TAIL);
        assertThat(alone.loss().noneIfLed()).hasToString("a");
        Outlook blind = sync.without("a", "b");
        assertThat(blind.loss().kind()).as("a witness has no data").isEqualTo(Loss.Kind.EVERYTHING);
    }

    @Test
    void shouldLoseNothingButStopWithTwoVotersOnly() {
        Sketch two = new Sketch().zone("sh", "sh-a", "a", "b").voters("a", "b").home("a");

        Outlook half = two.without("a");

        assertThat(half.loss()).as("both have every write").isEqualTo(Loss.NOTHING);
        assertThat(half.recovery()).isEqualTo(Recovery.OPERATOR);
        assertThat(Sketch.text(half)).isEqualTo("- | sh - - -l");
    }

    @Test
    void shouldKnowActiveStandbyWithALearner() {
        Sketch async = new Sketch()
                .zone("sh", "sh-a", "a")
                .zone("hz", "hz-a", "b")
                .link("sh", "hz", 8)
                .voters("a")
                .learners("b")
                .home("a");

        assertThat(Sketch.text(async.evaluate(async.healthy()))).isEqualTo("a | sh 0 0 bl | hz 8 8 bl");
        Outlook learnerOnly = async.without("a");
        assertThat(Sketch.text(learnerOnly)).isEqualTo("- | sh - - -- | hz - - -l");
        assertThat(learnerOnly.loss()).isEqualTo(new Loss(Loss.Kind.LEARNER_LAG, null, Duration.ofMillis(8), null));
        assertThat(learnerOnly.recovery()).isEqualTo(Recovery.OPERATOR);
        assertThat(async.backup("0 * * * *", SECOND).without("a").loss().bound())
                .as("the archive closes the gap")
                .isEqualTo(SECOND);
        assertThat(Sketch.text(async.cut("sh", "hz")))
                .as("the learner falls behind, the active one does not notice")
                .isEqualTo("a | sh 0 0 bl | hz - - -l");
    }

    @Test
    void shouldKnowMutualBackup() {
        Sketch machines = new Sketch()
                .zone("sh", "sh-a", "a")
                .zone("sh", "sh-b", "b")
                .zone("sh", "sh-c", "w")
                .link("sh-a", "sh-b", 1)
                .link("sh-a", "sh-c", 2)
                .link("sh-b", "sh-c", 2)
                .voters("a", "b")
                .witnesses("w");

        Sketch forth = machines.home("a");
        assertThat(forth.evaluate(forth.healthy()).leader()).hasToString("a");
        assertThat(forth.without("a").leader()).hasToString("b");
        Sketch back = machines.home("b");
        assertThat(back.evaluate(back.healthy()).leader()).hasToString("b");
        assertThat(back.without("a").recovery()).isEqualTo(Recovery.UNTOUCHED);
        assertThat(back.without("b").leader()).hasToString("a");
    }

    @Test
    void shouldKnowSameCityOverThreeZones() {
        Sketch three = new Sketch()
                .zone("sh", "sh-a", "n1")
                .zone("sh", "sh-b", "n2")
                .zone("sh", "sh-c", "n3")
                .link("sh-a", "sh-b", 1)
                .link("sh-a", "sh-c", 2)
                .link("sh-b", "sh-c", 2)
                .voters("n1", "n2", "n3")
                .home("sh-a")
                .goals(Extent.ZONE, Duration.ZERO, Duration.ofSeconds(3), Duration.ofMillis(10));

        assertThat(three.evaluate(three.healthy()).commit()).isEqualTo(new Cost(1, Duration.ofMillis(1)));
        assertThat(three.without("sh-b").commit()).isEqualTo(new Cost(1, Duration.ofMillis(2)));
        assertThat(three.without("sh-a").leader()).as("nearest to the home").hasToString("n2");
        assertThat(three.plan().goals()).hasSize(4).allMatch(GoalVerdict::met);
        assertThat(three.without("sh").loss().kind()).isEqualTo(Loss.Kind.EVERYTHING);
    }

    @Test
    void shouldKnowSameCityOverTwoZonesAndAThirdSite() {
        Sketch five = new Sketch()
                .zone("sh", "sh-a", "a1", "a2")
                .zone("sh", "sh-b", "b1", "b2")
                .zone("sh", "sh-c", "w")
                .link("sh-a", "sh-b", 1)
                .link("sh-a", "sh-c", 2)
                .link("sh-b", "sh-c", 2)
                .voters("a1", "a2", "b1", "b2")
                .witnesses("w")
                .home("sh-a")
                .goals(Extent.ZONE, Duration.ZERO, null, null);

        assertThat(five.evaluate(five.healthy()).commit())
                .as("the other node of its zone acknowledges first, one of the other zone completes the majority")
                .isEqualTo(new Cost(1, Duration.ofMillis(1)));
        assertThat(five.without("sh-a").commit()).isEqualTo(new Cost(1, Duration.ofMillis(2)));
        assertThat(five.without("sh-a").loss()).isEqualTo(Loss.NOTHING);
        assertThat(five.plan().goals()).allMatch(GoalVerdict::met);
        assertThat(five.without("sh-a", "w").recovery()).isEqualTo(Recovery.OPERATOR);
    }

    @Test
    void shouldKnowCrossCityWithAQuorumAtHome() {
        Sketch learners = new Sketch()
                .zone("sh", "sh-a", "n1")
                .zone("sh", "sh-b", "n2")
                .zone("sh", "sh-c", "n3")
                .zone("hz", "hz-a", "far")
                .link("sh", "hz", 8)
                .voters("n1", "n2", "n3")
                .learners("far")
                .home("sh")
                .goals(Extent.CITY, null, null, null);

        assertThat(Sketch.text(learners.evaluate(learners.healthy()))).isEqualTo("n1 | sh 1 0 bl | hz 9 8 bl");
        Outlook away = learners.without("sh");
        assertThat(Sketch.text(away)).isEqualTo("- | sh - - -- | hz - - -l");
        assertThat(away.loss().kind()).isEqualTo(Loss.Kind.LEARNER_LAG);
        GoalVerdict survive = learners.plan().goals().get(0);
        assertThat(survive.met()).isFalse();
        assertThat(survive.counterExample()).isNotNull();
        assertThat(survive.why()).isEqualTo("city sh lost: writes stop, 0 of 3 voters and witnesses left, 2 needed");
    }

    @Test
    void shouldKnowCrossCityOverTwoCitiesAndAWitness() {
        Sketch five = fiveOverTwoCities();

        assertThat(Sketch.text(five.evaluate(five.healthy()))).isEqualTo("a1 | sh 5 0 bl | hz 13 8 bl | nj 10 5 --");
        Outlook away = five.without("sh");
        assertThat(Sketch.text(away)).isEqualTo("b1 | sh - - -- | hz 6 0 bl | nj 12 6 --");
        assertThat(away.loss()).isEqualTo(Loss.NOTHING);
        assertThat(Sketch.text(five.without("nj"))).isEqualTo("a1 | sh 8 0 bl | hz 16 8 bl | nj - - --");
        Sketch asked = five.goals(Extent.CITY, Duration.ZERO, Duration.ofSeconds(2), Duration.ofMillis(5));
        assertThat(asked.plan().goals()).hasSize(4).allMatch(GoalVerdict::met);
        Pairs pairs = asked.plan().pairs();
        assertThat(pairs.listed()).extracting(Pair::label).contains("witness w + city sh");
    }

    @Test
    void shouldKeepWritingOverTheWitnessWhenCitiesAreCutOff() {
        Sketch five = fiveOverTwoCities();

        Outlook triangle = five.cut("sh", "hz");

        assertThat(Sketch.text(triangle))
                .as("both cities see the witness, the home keeps the lead; nobody forwards for Hangzhou")
                .isEqualTo("a1 | sh 5 0 bl | hz - - -l | nj 10 5 --");
        assertThat(triangle.recovery()).isEqualTo(Recovery.UNTOUCHED);
    }

    @Test
    void shouldKnowMultiActive() {
        Sketch global = new Sketch()
                .zone("sh", "sh-a", "n1")
                .zone("hz", "hz-a", "n2")
                .zone("nj", "nj-a", "n3")
                .link("sh", "hz", 8)
                .link("sh", "nj", 5)
                .link("hz", "nj", 6)
                .voters("n1", "n2", "n3");

        assertThat(Sketch.text(global.home("hz").evaluate(global.healthy())))
                .isEqualTo("n2 | sh 14 8 bl | hz 6 0 bl | nj 12 6 bl");
        assertThat(global.home("nj").evaluate(global.healthy()).commit()).isEqualTo(new Cost(1, Duration.ofMillis(5)));
        assertThat(global.goals(Extent.CITY, Duration.ZERO, null, null).plan().goals())
                .allMatch(GoalVerdict::met);
    }
}
