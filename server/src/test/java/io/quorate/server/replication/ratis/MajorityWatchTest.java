package io.quorate.server.replication.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.NodeClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MajorityWatchTest {
    private static final Duration SILENCE = Duration.ofSeconds(1);

    /** Its origin is arbitrary, so begin close to the overflow. */
    private long nanos = Long.MAX_VALUE - 100;

    private final MajorityWatch watch = new MajorityWatch(
            new NodeClock() {
                @Override
                public long monotonicNanos() {
                    return nanos;
                }

                @Override
                public long wallMillis() {
                    return 0;
                }
            },
            SILENCE);

    @Test
    void shouldGiveANewLeaderTimeToHearOfItsVoters() {
        assertThat(watch.isLost(4, 1, 3)).isFalse();
        nanos += SILENCE.toNanos();
        assertThat(watch.isLost(4, 1, 3)).isFalse();
        nanos++;
        assertThat(watch.isLost(4, 1, 3)).isTrue();
    }

    @Test
    void shouldGiveEachLeadershipItsOwnTime() {
        watch.isLost(4, 3, 3);
        nanos += 2 * SILENCE.toNanos();

        assertThat(watch.isLost(5, 1, 3)).isFalse();
        watch.follows();
        nanos += 2 * SILENCE.toNanos();
        assertThat(watch.isLost(5, 1, 3)).isFalse();
    }

    @Test
    void shouldNeedMoreThanHalfOfTheVoters() {
        watch.isLost(4, 3, 3);
        nanos += 2 * SILENCE.toNanos();

        assertThat(watch.isLost(4, 2, 3)).isFalse();
        assertThat(watch.isLost(4, 1, 3)).isTrue();
        assertThat(watch.isLost(4, 2, 4)).isTrue();
        assertThat(watch.isLost(4, 3, 4)).isFalse();
        assertThat(watch.isLost(4, 1, 1)).isFalse();
    }
}
