package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.PatternFaults.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The patterns of docs/patterns that can be built, built as their pages have them, loaded from every city and broken:
 * what works, how long writes are away, what reads and writes take, is what {@code quorate plan} says, and nothing that
 * was acknowledged is lost.
 */
class PatternIT {
    private static final String LONG = "patterns-long";
    /** Of the loss of the leader, in the long tier. */
    private static final int TRIALS = Integer.getInteger("quorate.trials", 20);

    private static final Duration MEDIAN_ELECTION = Duration.ofSeconds(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    PatternIT() {}

    /** What is done to one cluster, under load. */
    private static final class Rehearsal {
        private final PatternFigures figures;
        private final List<PatternLatency.Row> latencies;
        private final PatternFaults faults;
        private final PatternLoad load;
        private final List<Outcome> outcomes = new ArrayList<>();

        Rehearsal(PatternFigures figures, List<PatternLatency.Row> latencies, PatternFaults faults, PatternLoad load) {
            this.figures = figures;
            this.latencies = latencies;
            this.faults = faults;
            this.load = load;
        }

        /** Writes go on, or come back. */
        void survive(String... names) throws Exception {
            assertThat(suffer(names).away()).isNotNull();
            faults.mend(load);
        }

        /** Nobody can write until it is mended. */
        void stopAt(String... names) throws Exception {
            assertThat(suffer(names).away()).isNull();
            faults.mend(load);
        }

        private Outcome suffer(String... names) throws Exception {
            Outcome outcome = faults.suffer(load, names);
            outcomes.add(outcome);
            return outcome;
        }

        /** Often enough to speak of a median. */
        void surviveOften(String name) throws Exception {
            for (int trial = 0; trial < TRIALS; trial++) {
                survive(name);
            }
            List<Duration> times = Outcome.times(
                    outcomes.stream().filter(each -> each.fault().equals(name)).toList());
            assertThat(times.get(times.size() / 2)).as("median of %s", times).isLessThanOrEqualTo(MEDIAN_ELECTION);
        }

        void report() throws Exception {
            figures.report(latencies, outcomes);
        }
    }

    /** The steps of one. */
    private interface Steps {
        void take(Rehearsal rehearsal) throws Exception;
    }

    private void rehearse(String name, Steps steps) throws Exception {
        rehearse(name, true, steps);
    }

    /** @param timed whether times are judged, or only what works and what is lost */
    private void rehearse(String name, boolean timed, Steps steps) throws Exception {
        Path topology = PatternPage.DIRECTORY.resolve(name);
        PatternFigures figures = new PatternFigures(topology);
        try (PatternCluster cluster = PatternCluster.start(topology, directory)) {
            PatternFaults faults = new PatternFaults(cluster, timed);
            faults.awaitHealthy();
            PatternLatency latency = new PatternLatency(cluster);
            List<PatternLatency.Row> latencies = timed ? latency.check() : latency.measure();
            try (PatternLoad load = new PatternLoad(cluster)) {
                steps.take(new Rehearsal(figures, latencies, faults, load));
            }
        }
    }

    @Test
    void shouldSurviveTheHomeZoneInOneCity() throws Exception {
        rehearse("same-city.yaml", false, rehearsal -> {
            assertThat(rehearsal.suffer("zone sh-a").away()).isNotNull();
            rehearsal.stopAt("zone sh-b");
        });
    }

    @Test
    @Tag(LONG)
    void shouldKeepThePageOfOneCity() throws Exception {
        rehearse("same-city.yaml", rehearsal -> {
            rehearsal.surviveOften("zone sh-a");
            rehearsal.survive("zone sh-b");
            rehearsal.survive("link sh-a <-> sh-b");
            rehearsal.survive("link sh-b <-> sh-c");
            rehearsal.survive("one-way sh-a -> sh-b");
            rehearsal.stopAt("zone sh-a", "zone sh-b");
            rehearsal.stopAt("zone sh-a", "link sh-b <-> sh-c");
            rehearsal.report();
        });
    }

    @Test
    @Tag(LONG)
    void shouldKeepThePageOfThreeCities() throws Exception {
        rehearse("multi-active.yaml", rehearsal -> {
            rehearsal.surviveOften("city shanghai");
            rehearsal.survive("city hangzhou");
            rehearsal.survive("city nanjing");
            rehearsal.survive("link shanghai <-> hangzhou");
            rehearsal.stopAt("city shanghai", "city nanjing");
            rehearsal.report();
        });
    }

    @Test
    @Tag(LONG)
    void shouldKeepThePageOfTwoCitiesAndAThird() throws Exception {
        rehearse("cross-city.yaml", rehearsal -> {
            rehearsal.surviveOften("city shanghai");
            rehearsal.survive("zone sh-a");
            rehearsal.survive("city hangzhou");
            rehearsal.survive("city nanjing");
            rehearsal.survive("link shanghai <-> hangzhou");
            rehearsal.survive("zone sh-a", "city nanjing");
            rehearsal.stopAt("city shanghai", "city nanjing");
            rehearsal.report();
        });
    }

    @Test
    @Tag(LONG)
    void shouldKeepThePageOfADistantLearner() throws Exception {
        rehearse("cross-city-learner.yaml", rehearsal -> {
            rehearsal.surviveOften("zone sh-a");
            rehearsal.survive("city hangzhou");
            rehearsal.survive("link shanghai <-> hangzhou");
            rehearsal.stopAt("city shanghai");
            rehearsal.report();
        });
    }
}
