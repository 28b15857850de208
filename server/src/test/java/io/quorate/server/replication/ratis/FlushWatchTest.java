package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.leadership.DrivenClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final DrivenClock clock = new DrivenClock();
    private final FlushWatch watch = new FlushWatch(clock, PATIENCE);

    private void pass(Duration time) {
        clock.advance(time.toNanos());
    }

    @Test
    void shouldCallADiskStuckThatTakesNothingForLong() {
        assertThat(watch.isStuck(3, 10, 11)).isFalse();
        pass(PATIENCE);
        assertThat(watch.isStuck(3, 10, 20)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(watch.isStuck(3, 10, 20)).isTrue();
    }

    @Test
    void shouldBePatientWithADiskThatIsSlow() {
        watch.isStuck(3, 10, 20);
        pass(PATIENCE);
        assertThat(watch.isStuck(3, 11, 30)).isFalse();
        pass(PATIENCE);
        assertThat(watch.isStuck(3, 12, 40)).isFalse();
    }

    @Test
    void shouldNotCallADiskStuckThatHasNothingToDo() {
        watch.isStuck(3, 20, 20);
        pass(PATIENCE.multipliedBy(2));
        assertThat(watch.isStuck(3, 20, 20)).isFalse();
        assertThat(watch.isStuck(3, 20, 21))
                .as("it has only just got something")
                .isFalse();
    }

    @Test
    void shouldGiveEachLeadershipItsOwnTime() {
        watch.isStuck(3, 10, 20);
        pass(PATIENCE.multipliedBy(2));
        assertThat(watch.isStuck(4, 10, 20)).isFalse();
        watch.follows();
        pass(PATIENCE.multipliedBy(2));
        assertThat(watch.isStuck(4, 10, 20)).isFalse();
    }
}
