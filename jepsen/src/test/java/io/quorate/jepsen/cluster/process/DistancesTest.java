package io.quorate.jepsen.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.jepsen.cluster.process.Distances.Delay;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DistancesTest {
    private static final NodePlace A = new NodePlace("n1", "sh", "sh-a");
    private static final NodePlace A_TOO = new NodePlace("n2", "sh", "sh-a");
    private static final NodePlace B = new NodePlace("n3", "sh", "sh-b");
    private static final NodePlace FAR = new NodePlace("n4", "hz", "hz-a");

    private static PlaceLink link(String from, String to, int millis) {
        return new PlaceLink(from, to, Duration.ofMillis(millis), Duration.ofMillis(millis / 10));
    }

    private static Delay oneWay(int micros, int jitterMicros) {
        return new Delay(Duration.ofNanos(micros * 1_000L), Duration.ofNanos(jitterMicros * 1_000L));
    }

    @Test
    void shouldNotDelayUnlessAsked() {
        assertThat(Distances.NONE.between(A, FAR)).isEqualTo(Delay.NONE);
        assertThat(Distances.of(List.of()).between(A, A)).isEqualTo(Delay.NONE);
    }

    @Test
    void shouldAssumeWhatNothingIsSaidOf() {
        Distances distances = Distances.of(List.of());

        assertThat(distances.between(A, A_TOO)).isEqualTo(oneWay(100, 0));
        assertThat(distances.between(A, B)).isEqualTo(oneWay(500, 0));
        assertThat(distances.between(A, FAR)).isEqualTo(oneWay(15_000, 0));
    }

    @Test
    void shouldTakeTheMostSpecificLink() {
        assertThat(Distances.of(List.of(link("sh", "hz", 20))).between(FAR, A)).isEqualTo(oneWay(10_000, 1_000));
        assertThat(Distances.of(List.of(link("sh", "hz", 20), link("hz", "sh-a", 40)))
                        .between(A, FAR))
                .isEqualTo(oneWay(20_000, 2_000));
        assertThat(Distances.of(List.of(link("sh-a", "hz", 60), link("hz-a", "sh", 40)))
                        .between(A, FAR))
                .isEqualTo(oneWay(30_000, 3_000));
        assertThat(Distances.of(List.of(link("sh-a", "hz-a", 10), link("sh-a", "hz", 60), link("sh", "hz", 20)))
                        .between(A, FAR))
                .isEqualTo(oneWay(5_000, 500));
        assertThat(Distances.of(List.of(link("sh", "hz", 20), link("hz", "sh", 30)))
                        .between(A, FAR))
                .isEqualTo(oneWay(15_000, 1_500));
    }
}
