package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.config.ConfigException;
import io.quorate.server.config.TopologyReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WanDelaysTest {
    private static final String NODES = """
            cluster: c
            cities:
              a:
                zones:
                  a1:
                    nodes:
                      n1: { host: 127.0.0.1, client: 1001, peer: 1002, http: 1003 }
                      n2: { host: 127.0.0.1, client: 1011, peer: 1012, http: 1013 }
                  a2: { nodes: { n3: { host: 127.0.0.1, client: 1021, peer: 1022, http: 1023 } } }
              b:
                zones:
                  b1: { nodes: { n4: { host: 127.0.0.1, client: 1031, peer: 1032, http: 1033 } } }
            """;

    private static WanDelays delays(String links) throws ConfigException {
        return WanDelays.of(TopologyReader.parse("t.yaml", NODES + links));
    }

    private static WanDelays.Delay millis(double delay, double jitter) {
        return new WanDelays.Delay(Duration.ofNanos((long) (1e6 * delay)), Duration.ofNanos((long) (1e6 * jitter)));
    }

    @Test
    void shouldTakeHalfOfARoundTripEachWay() throws Exception {
        WanDelays delays =
                delays("links: [{ between: [a1, a2], rtt: 1ms }, { between: [a, b], rtt: 20ms, jitter: 3ms }]\n");

        assertThat(delays.between(0, 2)).isEqualTo(millis(0.5, 0));
        assertThat(delays.between(2, 1)).isEqualTo(millis(0.5, 0));
        assertThat(delays.between(0, 3)).isEqualTo(millis(10, 1.5));
        assertThat(delays.between(3, 2)).isEqualTo(millis(10, 1.5));
    }

    @Test
    void shouldTakeTheMostSpecificLinkWithItsOwnJitter() throws Exception {
        WanDelays delays =
                delays("links: [{ between: [a2, b1], rtt: 8ms }, { between: [a, b], rtt: 20ms, jitter: 3ms }]\n");

        assertThat(delays.between(2, 3)).isEqualTo(millis(4, 0));
        assertThat(delays.between(0, 3)).isEqualTo(millis(10, 1.5));
    }

    @Test
    void shouldAssumeWhatPlansAssume() throws Exception {
        WanDelays delays = delays("");

        assertThat(delays.between(0, 1)).isEqualTo(millis(0.1, 0));
        assertThat(delays.between(0, 2)).isEqualTo(millis(0.5, 0));
        assertThat(delays.between(0, 3)).isEqualTo(millis(15, 0));
        assertThat(delays.table()).endsWith("assumed, for no link states it: within a1, a1 to a2, a to b");
    }

    @Test
    void shouldShowRoundTripsBetweenZones() throws Exception {
        String table = delays(
                        "links: [{ between: [a1, a2], rtt: 1.5ms }, { between: [a, b], rtt: 20ms, jitter: 3ms }]\n")
                .table();

        assertThat(table.lines().map(line -> line.replace(" ", "")))
                .contains("|RTT|a1|a2|b1|")
                .contains("|a1|0.2ms|1.5ms|20msto+3ms|")
                .contains("|a2|1.5ms||20msto+3ms|")
                .contains("|b1|20msto+3ms|20msto+3ms||");
    }
}
