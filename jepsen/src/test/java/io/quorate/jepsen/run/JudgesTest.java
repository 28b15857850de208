package io.quorate.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import io.quorate.jepsen.nemesis.SwarmPlan;
import io.quorate.jepsen.workload.LoadSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgesTest {
    private static final Op REFUSED = new Op(
            0,
            0,
            0,
            Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, 0),
            Completion.fail("UNAVAILABLE"),
            0,
            1);

    @Test
    void shouldAskForAShareOfAnswersOutsideOfFaultsOnlyWhereAMajorityIsLeft() {
        assertThat(worth(true).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(worth(false).verdict()).isEqualTo(Verdict.PASS);
    }

    private static CheckResult worth(boolean safe) {
        History history = new History(0, List.of("n1", "n2", "n3"), List.of(REFUSED), List.of(), List.of());
        return Judges.all(Duration.ZERO, LoadSpec.all(1), new SwarmPlan(0, safe, 3, List.of()), Duration.ofSeconds(10))
                .stream()
                .filter(checker -> checker.name().equals("worth"))
                .map(checker -> checker.check(history))
                .findAny()
                .orElseThrow();
    }
}
