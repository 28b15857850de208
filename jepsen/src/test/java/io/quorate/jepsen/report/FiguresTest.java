package io.quorate.jepsen.report;

import static io.quorate.jepsen.report.SampleOps.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void shouldCountOnlyInstalledFaultsAsCovered() {
        CoverageMatrix matrix = CoverageMatrix.of(List.of(
                fault("kill", FaultStatus.INSTALLED, "leader"),
                fault("kill", FaultStatus.INSTALLED, "leader", "follower"),
                fault("kill", FaultStatus.INDETERMINATE, "follower"),
                fault("disk-full", FaultStatus.SKIPPED, "leader"),
                fault("pause", FaultStatus.INSTALLED, "unknown")));

        assertThat(matrix.roles()).containsExactly("leader", "follower", "unknown");
        assertThat(matrix.kinds().keySet()).containsExactly("disk-full", "kill", "pause");
        CoverageMatrix.Row kill = Objects.requireNonNull(matrix.kinds().get("kill"));
        assertThat(kill.byRole()).containsExactly(entry("follower", 1), entry("leader", 2));
        assertThat(kill.count(FaultStatus.INSTALLED)).isEqualTo(2);
        assertThat(kill.count(FaultStatus.INDETERMINATE)).isEqualTo(1);
        assertThat(Objects.requireNonNull(matrix.kinds().get("disk-full")).byRole())
                .isEmpty();
        assertThat(matrix.installedKinds()).isEqualTo(2);
        assertThat(matrix.total(FaultStatus.SKIPPED)).isEqualTo(1);
    }

    @Test
    void shouldRankQuantilesExactly() {
        long[] values = LongStream.rangeClosed(1, 1_000).map(i -> 1_001 - i).toArray();

        assertThat(Quantiles.ofPart(values, 0, 1_000)).isEqualTo(new Quantiles(500, 900, 990, 999, 1_000));
        assertThat(Quantiles.ofPart(new long[] {7}, 0, 1)).isEqualTo(new Quantiles(7, 7, 7, 7, 7));
        assertThat(Quantiles.ofPart(values, 3, 3)).isEqualTo(Quantiles.NONE);
    }

    @Test
    void shouldPutOperationsInBucketsWhereTheyReturned() {
        History history = SampleOps.history(
                SampleOps.write(0, 1, 0, 5),
                SampleOps.write(1, 1, 0, 15),
                SampleOps.lostWrite(2, 1, 0, 5_995),
                SampleOps.read(3, 1, 5_990, 6_004));

        Timeline timeline = Timeline.of(history, 6_004 * MILLI);

        assertThat(timeline.widthNanos()).isEqualTo(10 * MILLI);
        assertThat(timeline.latencies()).hasSize(600);
        assertThat(timeline.latencies().get(1).max()).isEqualTo(15 * MILLI);
        assertThat(timeline.latencies().get(599).p50()).isEqualTo(14 * MILLI);
        assertThat(counts(timeline, Ending.OK)[0]).isEqualTo(1);
        assertThat(counts(timeline, Ending.OK)[599]).isEqualTo(1);
        assertThat(counts(timeline, Ending.INFO)[599]).isEqualTo(1);
    }

    @Test
    void shouldKeepEveryOutlierWhenItThinsOut() {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            ops.add(i == 77_777 ? SampleOps.lostWrite(i, 1, i, i + 5_000) : SampleOps.write(i, 1, i, i + 2 + i % 3));
        }

        var dots = Scatter.of(ops, 200_000 * MILLI);

        assertThat(dots).hasSizeLessThan(3_000);
        assertThat(dots.stream().mapToInt(Scatter.Dot::count).sum()).isEqualTo(200_000);
        assertThat(dots.stream().filter(dot -> dot.ending == Ending.INFO))
                .singleElement()
                .satisfies(dot -> assertThat(dot.latencyNanos).isEqualTo(5_000 * MILLI));
    }

    @Test
    void shouldJoinWhatANodeSaidOfItsLeader() {
        List<LeaderSample> samples = List.of(
                new LeaderSample(0, 0, 1, 4),
                new LeaderSample(1, 1, 1, 4),
                new LeaderSample(10, 0, 1, 4),
                new LeaderSample(20, 0, -1, 5),
                new LeaderSample(30, 0, 2, 6),
                new LeaderSample(40, 0, 2, 6),
                new LeaderSample(50, 0, 2, 8));

        List<LeaderLane> lanes = LeaderLane.of(samples, 3, 90);

        assertThat(lanes.get(0).stretches())
                .containsExactly(
                        new LeaderLane.Stretch(0, 20, 1, 4),
                        new LeaderLane.Stretch(20, 30, -1, 5),
                        new LeaderLane.Stretch(30, 50, 2, 6),
                        new LeaderLane.Stretch(50, 90, 2, 8));
        assertThat(lanes.get(2).stretches()).isEmpty();
        assertThat(LeaderTerm.of(samples))
                .containsExactly(new LeaderTerm(4, 1, 0, 0), new LeaderTerm(6, 2, 30, 0), new LeaderTerm(8, 2, 50, 0));
        assertThat(LeaderTerm.changes(LeaderTerm.of(samples))).isEqualTo(1);
    }

    @Test
    void shouldCountErrorsByKindAndJoinTheRarest() {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            ops.add(SampleOps.lostWrite(i, 1, i, i + 1));
            ops.add(SampleOps.op(1_000 + i, ops.get(0).invocation(), Completion.fail("strange " + i), i, i + 1));
        }

        List<ErrorRow> rows = ErrorRow.of(ops);

        assertThat(rows).hasSize(ErrorRow.MOST_KINDS + 1);
        assertThat(rows.get(0)).isEqualTo(new ErrorRow(Outcome.INFO, "timeout", 150, MILLI, 150 * MILLI));
        assertThat(rows.get(ErrorRow.MOST_KINDS).count()).isEqualTo(51);
        assertThat(rows.stream().mapToLong(ErrorRow::count).sum()).isEqualTo(300);
    }

    @Test
    void shouldShowTheNearestOperationsOnTheSameKeys() {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ops.add(SampleOps.write(i, i % 2, i * 10L, i * 10L + 5));
        }
        Anomaly anomaly = new Anomaly("stale-read", "", List.of(502L, 500L, 99_999L));
        CheckResult result = new CheckResult("x", Verdict.FAIL, 1, List.of(anomaly), Map.of());

        Surroundings surroundings = Surroundings.of(SampleOps.history(ops.toArray(new Op[0])), List.of(result));

        assertThat(surroundings.concerned(anomaly)).extracting(Op::id).containsExactly(502L, 500L);
        assertThat(surroundings.around(anomaly))
                .hasSize(Surroundings.MOST_AROUND)
                .allMatch(op -> op.invocation().key() == 0)
                .extracting(Op::id)
                .isSorted()
                .contains(498L, 504L)
                .doesNotContain(500L, 502L)
                .allMatch(id -> Math.abs(id - 501) < 30);
    }

    private static long[] counts(Timeline timeline, Ending ending) {
        return Objects.requireNonNull(timeline.counts().get(ending));
    }

    private static FaultRecord fault(String kind, FaultStatus status, String... roles) {
        return new FaultRecord(kind, Set.of(roles), List.of(0), status, "", 0, 1);
    }
}
