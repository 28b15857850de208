package io.quorate.jepsen.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RateRangeTest {
    private static final long MILLI = 1_000_000;

    RateRangeTest() {}

    @Test
    void shouldNotTakeASlowAnswerForASlowClock() {
        long seed = System.nanoTime();
        System.out.println("RateRangeTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            double rate = 0.5 + 1.5 * random.nextDouble();
            RateRange range = new RateRange();
            long now = 0;
            int samples = 0;
            while (range.width() > 0.02 && samples++ < 1_000) {
                long seen = now + (long) (random.nextDouble() * 200 * MILLI);
                long after = seen + (long) (random.nextDouble() * 200 * MILLI);
                range.shown((long) (seen * rate) / MILLI * MILLI, now, after);
                now = after + 10 * MILLI;
            }

            assertThat(range.contains(rate)).as("%s is %s", rate, range).isTrue();
            assertThat(range.contains(rate + 0.021)).isFalse();
            assertThat(range.contains(rate - 0.021)).isFalse();
        }
    }
}
