package io.quorate.jepsen.checker.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private static final long MILLI = 1_000_000;

    @Test
    void shouldPassAShortOutage() {
        CheckResult result = check(served(0, 1_000, 1_400, 3_000), fault("kill", 1_000, 2_000, 0));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(figure(result, "outage of a single fault max ms")).isBetween(390.0, 430.0);
        assertThat(figure(result, "gap max ms")).isBetween(390.0, 430.0);
    }

    @Test
    void shouldFindALongOutage() {
        CheckResult result = check(served(0, 1_000, 1_900, 3_000), fault("kill", 1_000, 2_000, 0));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.anomalies().get(0).kind()).isEqualTo("unavailable");
        assertThat(result.anomalies().get(0).story()).contains("kill on nodes [0]");
    }

    @Test
    void shouldFindAnOutageThatBeginsAfterTheFault() {
        CheckResult result = check(served(0, 1_300, 2_100, 3_000), fault("kill", 1_000, 2_000, 0));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldFindAnOutageWithoutEnd() {
        CheckResult result = check(served(0, 1_000, 3_000, 3_000), fault("kill", 1_000, 1_100, 0));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldNotJudgeFaultsTogetherNorThoseThatTakeTheMajority() {
        FaultRecord one = fault("kill", 1_000, 2_000, 0);
        FaultRecord other = fault("kill", 1_500, 2_500, 1);
        FaultRecord brutal = fault("kill-all", 1_000, 2_000, 0, 1, 2);
        assertThat(check(served(0, 1_000, 1_900, 3_000), one, other).verdict()).isEqualTo(Verdict.PASS);
        CheckResult result = check(served(0, 1_000, 1_900, 3_000), brutal);
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(figure(result, "outage of any fault max ms")).isBetween(890.0, 930.0);
    }

    @Test
    void shouldNotTakeRefusalsForServiceNorThoseOfTheNodeThatWasHitForTheLackOfIt() {
        List<Op> ops = new ArrayList<>(served(0, 1_000, 1_900, 3_000));
        ops.addAll(each(1_000, 1_900, 2, Completion.fail("UNAVAILABLE")));
        assertThat(check(ops, fault("kill", 1_000, 2_000, 0)).verdict()).isEqualTo(Verdict.FAIL);
        List<Op> pinned = new ArrayList<>(served(0, 1_000, 1_000, 3_000));
        pinned.addAll(each(1_000, 2_000, 0, Completion.fail("UNAVAILABLE")));
        assertThat(check(pinned, fault("kill", 1_000, 2_000, 0)).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldJudgeAPlannedHandoverByItsOwnBound() {
        CheckResult quick = check(served(0, 1_000, 1_150, 3_000), fault("keyspace-switch", 1_000, 1_100, 0, 1));
        CheckResult slow = check(served(0, 1_000, 1_300, 3_000), fault("keyspace-switch", 1_000, 1_100, 0, 1));
        CheckResult crowded = check(
                served(0, 1_000, 1_300, 3_000),
                fault("kill", 950, 1_250, 2),
                fault("keyspace-switch", 1_000, 1_100, 0, 1));

        assertThat(quick.verdict()).isEqualTo(Verdict.PASS);
        assertThat(figure(quick, "outage of a planned handover max ms")).isBetween(140.0, 180.0);
        assertThat(figure(quick, "outages of any fault")).isZero();
        assertThat(slow.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(slow.anomalies())
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.kind()).isEqualTo("handover-too-long"));
        assertThat(crowded.verdict()).as("not alone").isEqualTo(Verdict.PASS);
    }

    private static CheckResult check(List<Op> ops, FaultRecord... faults) {
        List<Op> sorted =
                ops.stream().sorted(Comparator.comparingLong(Op::calledNanos)).toList();
        History history = new History(0, List.of("n1", "n2", "n3"), sorted, List.of(faults), List.of());
        return new Availability(
                        new Availability.Bounds(Duration.ofMillis(500), Duration.ofMillis(200)),
                        Duration.ofMillis(100),
                        Set.of("kill"),
                        Set.of("keyspace-switch"))
                .check(history);
    }

    private static double figure(CheckResult result, String name) {
        return Objects.requireNonNull(result.figures().get(name)).doubleValue();
    }

    private static FaultRecord fault(String kind, long from, long to, Integer... nodes) {
        return new FaultRecord(
                kind, Set.of(), Arrays.asList(nodes), FaultStatus.INSTALLED, "", from * MILLI, to * MILLI);
    }

    /** An answer from node 1 each 10 ms in two spans of time. */
    private static List<Op> served(long from, long to, long again, long end) {
        List<Op> ops = new ArrayList<>(each(from, to, 1, Completion.ok(Seen.NOTHING, Receipt.NONE)));
        ops.addAll(each(again, end, 1, Completion.ok(Seen.NOTHING, Receipt.NONE)));
        ops.addAll(each(end, end + 10, 1, Completion.info("timeout")));
        return ops;
    }

    private static List<Op> each(long from, long to, int node, Completion completion) {
        List<Op> ops = new ArrayList<>();
        Invocation read = Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 0);
        for (long at = from; at < to; at += 10) {
            ops.add(new Op(at, node, node, read, completion, at * MILLI, at * MILLI + 5 * MILLI));
        }
        return ops;
    }
}
