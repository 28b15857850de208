package io.quorate.server.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicksTest {
    private final ManualTimer timer = new ManualTimer();
    private final Ticks ticks = Ticks.every(Duration.ofMillis(50), timer);
    private final List<String> ran = new ArrayList<>();

    @Test
    void shouldRunAllTasksWithEachTickUntilTheyAreRemoved() {
        Runnable first = () -> ran.add("first");
        Runnable second = () -> ran.add("second");
        Runnable stop = ticks.add(first);
        timer.advance(49);
        assertThat(ran).isEmpty();
        timer.advance(1);
        ticks.add(second);
        timer.advance(50);
        assertThat(ran).containsExactlyInAnyOrder("first", "first", "second");

        stop.run();
        timer.advance(50);
        timer.advance(50);

        assertThat(ran).containsExactlyInAnyOrder("first", "first", "second", "second", "second");
    }

    @Test
    void shouldGoOnAfterATaskThatFailed() {
        ticks.add(() -> {
            ran.add("failing");
            throw new IllegalStateException("it fails");
        });
        ticks.add(() -> ran.add("other"));

        timer.advance(50);
        timer.advance(50);

        assertThat(ran).containsExactlyInAnyOrder("failing", "other", "failing", "other");
    }
}
