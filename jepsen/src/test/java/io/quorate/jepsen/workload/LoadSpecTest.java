package io.quorate.jepsen.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.core.WorkloadKind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadSpecTest {
    @Test
    void shouldSpreadWholeCrowdsOverKeyspaces() {
        LoadSpec four = LoadSpec.all(6_000);

        assertThat(four.share(1).processes()).isEqualTo(four.processes());
        assertThat(four.share(2).processes()).isEqualTo(LoadSpec.all(3_000).processes());
        assertThat(four.share(3).processes()).isEqualTo(LoadSpec.all(1_500).processes());
    }

    @Test
    void shouldGiveEveryKeyspaceEveryWorkload() {
        assertThat(LoadSpec.all(1_000).share(3).processes())
                .isEqualTo(LoadSpec.all(1_000).processes())
                .containsOnlyKeys(WorkloadKind.values());
    }

    @Test
    void shouldSpreadProcessesThatAreNoCrowd() {
        LoadSpec few = new LoadSpec(Map.of(WorkloadKind.REGISTER, 2), 10, LoadSpec.DEFAULT_TIMEOUT, 1);

        assertThat(few.share(2).processes()).isEqualTo(Map.of(WorkloadKind.REGISTER, 2));
    }
}
