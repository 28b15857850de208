package io.quorate.server.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockJumpsTest {
    private static final long MILLI = 1_000_000;

    private final DrivenClock clock = new DrivenClock();
    private final ClockJumps jumps = new ClockJumps(clock, Duration.ofMillis(100));

    @Test
    void shouldSeeNothingWhileClocksAgree() {
        pass(300, 300);
        assertThat(jumps.jumped()).isFalse();
        pass(300, 400);
        assertThat(jumps.jumped()).isFalse();
        pass(300, 200);
        assertThat(jumps.jumped()).isFalse();
    }

    @Test
    void shouldSeeAMonotonicClockThatStoodStill() {
        pass(300, 5_300);

        assertThat(jumps.jumped()).isTrue();
        assertThat(jumps.jumped()).isFalse();
    }

    @Test
    void shouldSeeAWallClockSetBack() {
        pass(300, -2_000);

        assertThat(jumps.jumped()).isTrue();
    }

    private void pass(long monotonicMillis, long wallMillis) {
        clock.advance(monotonicMillis * MILLI);
        clock.advanceWall(wallMillis);
    }
}
