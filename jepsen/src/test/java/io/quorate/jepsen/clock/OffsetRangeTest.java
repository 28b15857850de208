package io.quorate.jepsen.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetRangeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");

    OffsetRangeTest() {}

    private static void show(OffsetRange range, Instant now, Duration offset) {
        range.shown(now.plus(offset).truncatedTo(ChronoUnit.SECONDS), now.minusMillis(2), now.plusMillis(2));
    }

    @Test
    void shouldKnowNothingFromOneSecond() {
        OffsetRange range = new OffsetRange();
        show(range, START, Duration.ZERO);

        assertThat(range.is(Duration.ZERO, Duration.ofMillis(400))).isFalse();
        assertThat(range.is(Duration.ZERO, Duration.ofMillis(1_100))).isTrue();
    }

    @Test
    void shouldFindAnyOffsetWithinTheDistanceOfSamples() {
        long seed = System.nanoTime();
        System.out.println("OffsetRangeTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Duration offset = Duration.ofMillis(random.nextInt(20_000) - 10_000);
            OffsetRange range = new OffsetRange();
            for (int i = 0; i < 60; i++) {
                show(range, START.plusMillis(20L * i), offset);
            }

            assertThat(range.is(offset, Duration.ofMillis(30)))
                    .as("%s is %s", offset, range)
                    .isTrue();
            assertThat(range.is(offset.plusMillis(60), Duration.ofMillis(30))).isFalse();
        }
    }

    @Test
    void shouldForgetWhatWasShownBeforeAChange() {
        OffsetRange range = new OffsetRange();
        for (int i = 0; i < 200; i++) {
            show(range, START.plusMillis(20L * i), Duration.ofMillis(i < 50 ? 0 : 700));
        }

        assertThat(range.is(Duration.ofMillis(700), Duration.ofMillis(30))).isTrue();
    }
}
