package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.leadership.DrivenClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MajorityWatchTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final DrivenClock clock = new DrivenClock();
    private final MajorityWatch watch = new MajorityWatch(clock, SILENCE);

    @Test
    void shouldGiveANewLeaderTimeToHearOfItsVoters() {
        assertThat(watch.isLost(4, 1, 3)).isFalse();
        clock.advance(SILENCE.toNanos());
        assertThat(watch.isLost(4, 1, 3)).isFalse();
        clock.advance(1);
        assertThat(watch.isLost(4, 1, 3)).isTrue();
    }

    @Test
    void shouldGiveEachLeadershipItsOwnTime() {
        watch.isLost(4, 3, 3);
        clock.advance(2 * SILENCE.toNanos());

        assertThat(watch.isLost(5, 1, 3)).isFalse();
        watch.follows();
        clock.advance(2 * SILENCE.toNanos());
        assertThat(watch.isLost(5, 1, 3)).isFalse();
    }

    @Test
    void shouldNeedMoreThanHalfOfTheVoters() {
        watch.isLost(4, 3, 3);
        clock.advance(2 * SILENCE.toNanos());

        assertThat(watch.isLost(4, 2, 3)).isFalse();
        assertThat(watch.isLost(4, 1, 3)).isTrue();
        assertThat(watch.isLost(4, 2, 4)).isTrue();
        assertThat(watch.isLost(4, 3, 4)).isFalse();
        assertThat(watch.isLost(4, 1, 1)).isFalse();
    }
}
