package io.quorate.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DirectMemoryTest {
    DirectMemoryTest() {}

    @Test
    void shouldSeeWhatIsInUse() {
        assertThat(new DirectMemory(1L << 40).isScarce()).isFalse();

        ByteBuffer held = ByteBuffer.allocateDirect(1 << 20);

        assertThat(new DirectMemory((1 << 20) - 1).isScarce()).isTrue();
        assertThat(held.capacity()).isEqualTo(1 << 20);
    }
}
