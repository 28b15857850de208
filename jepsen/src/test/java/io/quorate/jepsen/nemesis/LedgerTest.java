package io.quorate.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Claim FIRST = Claim.of(Set.of(0)).holding(Set.of(0)).impairing(Set.of(0));
    private static final Claim SECOND = Claim.of(Set.of(1)).holding(Set.of(1)).impairing(Set.of(1));

    @Test
    void shouldLetNobodyTakeANodeTwice() {
        Ledger ledger = new Ledger(5, false);
        ledger.take("one", FIRST);

        assertThat(ledger.refusal(FIRST, List.of())).hasValue("in use: node0");
        assertThat(ledger.refusal(SECOND, List.of())).isEmpty();
        assertThat(ledger.isFree(0)).isFalse();

        ledger.free("one");
        assertThat(ledger.refusal(FIRST, List.of())).isEmpty();
        assertThat(ledger.isEmpty()).isTrue();
    }

    @Test
    void shouldCountEachImpairedNodeOnce() {
        Ledger ledger = new Ledger(3, true);
        ledger.take("down", FIRST);

        Claim cutOff = Claim.of(Set.of(0)).impairing(Set.of(0));
        assertThat(ledger.refusal(cutOff, List.of())).isEmpty();
        assertThat(ledger.refusal(SECOND, List.of()))
                .hasValueSatisfying(reason -> assertThat(reason).contains("a minority of the nodes would be left"));
        assertThat(ledger.refusal(Claim.of(Set.of(1)), List.of())).isEmpty();
        assertThat(ledger.impaired()).isEqualTo(1);
    }

    @Test
    void shouldCountOneThatRovesBesideTheOthers() {
        Claim roving = Claim.of(Set.of(0, 1, 2)).rovingImpairment();
        Ledger three = new Ledger(3, true);
        three.take("down", FIRST);
        assertThat(three.refusal(roving, List.of())).isPresent();

        Ledger five = new Ledger(5, true);
        five.take("down", FIRST);
        assertThat(five.refusal(roving, List.of())).isEmpty();
        five.take("roving", roving);
        assertThat(five.refusal(SECOND, List.of())).isPresent();
    }

    @Test
    void shouldDoAloneWhatIsToBeDoneAlone() {
        Ledger ledger = new Ledger(5, false);
        Claim alone = Claim.of(Set.of(0)).exclusively();
        ledger.take("one", FIRST);
        assertThat(ledger.refusal(alone, List.of())).isPresent();
        ledger.free("one");

        ledger.take("alone", alone);
        assertThat(ledger.refusal(Claim.of(Set.of()), List.of())).isPresent();
    }

    @Test
    void shouldKeepForThoseWhoWaitWhatTheyWaitFor() {
        Ledger ledger = new Ledger(5, true);

        assertThat(ledger.refusal(FIRST, List.of(FIRST))).isPresent();
        assertThat(ledger.refusal(
                        Claim.of(Set.of()), List.of(Claim.of(Set.of(0)).exclusively())))
                .isPresent();
        assertThat(ledger.refusal(SECOND, List.of(FIRST))).isEmpty();
    }
}
