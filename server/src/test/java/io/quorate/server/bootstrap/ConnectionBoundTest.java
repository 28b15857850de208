package io.quorate.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionBoundTest {
    @Test
    void shouldLeaveDescriptorsForFiles() {
        assertThat(ConnectionBound.of(20_000, 1_048_576)).isEqualTo(20_000);
        assertThat(ConnectionBound.of(20_000, 20_000)).isEqualTo(12_000);
        assertThat(ConnectionBound.of(20_000, 1_024)).isEqualTo(614);
        assertThat(ConnectionBound.of(16, 1)).isEqualTo(1);
    }
}
