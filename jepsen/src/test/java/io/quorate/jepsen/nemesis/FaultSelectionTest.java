package io.quorate.jepsen.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultSelectionTest {
    @Test
    void shouldReadNamesPatternsAndWhatToLeaveOut() {
        assertThat(names("kill, partition-*,!partition-ring"))
                .contains("kill", "partition-halves", "partition-all", "partition-reset")
                .doesNotContain("partition-ring", "kill-all", "pause");
        assertThat(names("!disk-*"))
                .contains("kill", "power-loss-all")
                .noneMatch(name -> name.startsWith("disk-"))
                .hasSize(FaultKinds.all().size() - 4);
        assertThat(names("*")).hasSameSizeAs(FaultKinds.all());
        assertThat(names("")).hasSameSizeAs(FaultKinds.all());
    }

    @Test
    void shouldKnowTheTwoProfiles() {
        assertThat(names("safe")).contains("kill").allMatch(FaultKinds::keepsMajority);
        assertThat(names("brutal")).contains("kill-all", "power-loss-all").noneMatch(FaultKinds::keepsMajority);
        assertThat(names("safe,brutal")).hasSameSizeAs(FaultKinds.all());
    }

    @Test
    void shouldReadWeights() {
        FaultSelection selection = FaultSelection.parse("kill*=2,kill-all=5,pause");

        assertThat(selection.weights().values()).containsExactly(2, 2, 5, 1);
        assertThat(selection.kinds().stream().map(FaultKind::name))
                .containsExactly("kill", "kill-majority", "kill-all", "pause");
    }

    @Test
    void shouldSayWhatThereIsWhenItKnowsNoSuchKind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultSelection.parse("kill,partitoin-*"))
                .withMessageContaining("no kind of fault is called 'partitoin-*'")
                .withMessageContaining("partition-halves")
                .withMessageContaining("schedule-restart-in-lease")
                .withMessageContaining("safe, brutal, *");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultSelection.parse("kill,!kill"))
                .withMessageContaining("leaves no kind of fault");
        for (String wrong : List.of("kill=0", "kill=x", "kill=101", "!kill=2")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FaultSelection.parse(wrong))
                    .withMessageContaining("NAME=N");
        }
    }

    private static List<String> names(String text) {
        return FaultSelection.parse(text).kinds().stream().map(FaultKind::name).toList();
    }
}
