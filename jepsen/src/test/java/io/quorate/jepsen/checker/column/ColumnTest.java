package io.quorate.jepsen.checker.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnTest {
    @Test
    void shouldOrderLikeAStableSort() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int size = 0; size < 200; size++) {
            long[] keys = random.longs(size, -20, 20).toArray();
            int[] should = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingLong(row -> keys[row]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(Order.ascending(keys)).as("seed %d, size %d", seed, size).isEqualTo(should);
        }
    }

    @Test
    void shouldFindTheFirstAboveABound() {
        long[] keys = {1, 3, 3, 5};
        assertThat(Order.above(keys, 4, 0)).isZero();
        assertThat(Order.above(keys, 4, 3)).isEqualTo(3);
        assertThat(Order.above(keys, 2, 3)).isEqualTo(2);
        assertThat(Order.above(keys, 4, 5)).isEqualTo(4);
    }

    @Test
    void shouldNumberDistinctValuesInTheOrderOfComing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Long, Integer> should = new HashMap<>();
        LongNumbers numbers = new LongNumbers();
        for (int i = 0; i < 5_000; i++) {
            long value = random.nextBoolean() ? random.nextInt(1_000) : random.nextLong();
            should.putIfAbsent(value, should.size());
            assertThat(numbers.add(value)).as("seed %d", seed).isEqualTo(should.get(value));
        }
        assertThat(numbers.size()).isEqualTo(should.size());
        should.forEach((value, number) -> {
            assertThat(numbers.find(value)).isEqualTo(number);
            assertThat(numbers.at(number)).isEqualTo(value);
        });
        assertThat(new LongNumbers().find(0)).isEqualTo(-1);
    }

    @Test
    void shouldGivePercentilesThatOccur() {
        Percentiles percentiles = Percentiles.of(new long[] {5, 1, 4, 2, 3});
        assertThat(percentiles.at(0.5)).isEqualTo(3);
        assertThat(percentiles.at(0.99)).isEqualTo(5);
        assertThat(percentiles.at(0)).isEqualTo(1);
        assertThat(Percentiles.of(new long[0]).at(0.5)).isZero();
    }

    @Test
    void shouldGrowColumns() {
        Longs longs = new Longs();
        Ints ints = new Ints();
        for (int i = 0; i < 100; i++) {
            longs.add(i);
            ints.add(i);
        }
        assertThat(Arrays.stream(longs.toArray()).sum()).isEqualTo(4_950);
        assertThat(ints.removeLast()).isEqualTo(99);
        assertThat(ints.last()).isEqualTo(98);
    }
}
