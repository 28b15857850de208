package io.quorate.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The checker must know good from bad before anybody believes it. */
class CounterHistoryTest {
    private final CounterHistory history = new CounterHistory();

    private void write(String key, boolean acknowledged) {
        long value = history.beginWrite(key);
        if (acknowledged) {
            history.acknowledge(key, value);
        }
    }

    private void read(long value) {
        history.endRead("k", history.beginRead("k"), value, "n1");
    }

    @Test
    void shouldAcceptTheNewestValueAndAnUnknownOneEitherWay() {
        write("k", true);
        read(1);
        write("k", false);
        read(1);
        read(2);
        assertThat(history.violations()).isEmpty();
    }

    @Test
    void shouldFindAStaleRead() {
        write("k", true);
        write("k", true);
        read(1);
        assertThat(history.violations()).hasSize(1);
    }

    @Test
    void shouldFindAReadThatGoesBackFromAnUnknownWrite() {
        write("k", true);
        write("k", false);
        read(2);
        read(1);
        assertThat(history.violations()).hasSize(1);
    }

    @Test
    void shouldFindAValueNobodyWrote() {
        write("k", true);
        read(2);
        assertThat(history.violations()).hasSize(1);
    }

    @Test
    void shouldAcceptAReadThatBeganBeforeTheWriteWasAcknowledged() {
        write("k", true);
        long least = history.beginRead("k");
        write("k", true);
        history.endRead("k", least, 1, "n1");
        assertThat(history.violations()).isEmpty();
    }
}
