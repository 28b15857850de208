package io.quorate.jepsen.checker.leaders;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.LeaderSample;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneLeaderTest {
    private final OneLeader checker = new OneLeader();

    @Test
    void shouldPassWhenEachTermHasOneLeader() {
        CheckResult result = check(
                said(0, 0, 0, 1),
                said(0, 1, 0, 1),
                said(1_000, 1, -1, 1),
                said(1_100, 1, 1, 2),
                said(2_000, 0, 1, 2),
                said(4_000, 0, -1, -1),
                said(4_000, 1, -1, -1));

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.figures()).containsEntry("terms", 2);
    }

    @Test
    void shouldFailWhenTwoLeadTheSameTerm() {
        CheckResult result = check(said(0, 0, 0, 6), said(500, 1, 1, 6), said(2_000, 0, -1, 6), said(3_000, 1, -1, 7));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.anomalies())
                .extracting(Anomaly::kind, Anomaly::story)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        "two-leaders",
                        "in term 6 n1 said from PT0S on that n1 leads, and n2 said from PT0.5S on that n2 leads"));
    }

    @Test
    void shouldFailWhenOneNodeSaysBoth() {
        CheckResult result = check(said(0, 2, 0, 6), said(1_000, 2, 1, 6), said(2_000, 2, -1, -1));

        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void shouldNotTrustWhatWasSaidForAMomentOnly() {
        CheckResult result = check(
                said(0, 0, 0, 5),
                said(1_000, 0, 0, 6),
                said(1_100, 0, 1, 6),
                said(900, 1, 1, 6),
                said(3_000, 0, -1, -1));

        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void shouldPassWithoutSamples() {
        assertThat(check().verdict()).isEqualTo(Verdict.PASS);
    }

    private CheckResult check(LeaderSample... samples) {
        List<LeaderSample> sorted = new java.util.ArrayList<>(List.of(samples));
        sorted.sort(java.util.Comparator.comparingLong(LeaderSample::nanos));
        return checker.check(new History(1, List.of("n1", "n2", "n3"), List.of(), List.of(), sorted));
    }

    private static LeaderSample said(long millis, int node, int leader, long term) {
        return new LeaderSample(Duration.ofMillis(millis).toNanos(), node, leader, term);
    }
}
