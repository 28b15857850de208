package io.quorate.client.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Prints what relays add to the delay that is asked for; asserts only that nothing is early. */
class RelayLatencyTest {
    @Test
    void shouldNeverBeEarly() throws Exception {
        long[] direct = direct(2_000);
        report("no relay", Duration.ZERO, direct, direct);
        for (Case each : new Case[] {
            new Case(Duration.ZERO, 2_000),
            new Case(Duration.ofNanos(500_000), 400),
            new Case(Duration.ofMillis(10), 50)
        }) {
            long[] nanos = relayed(each);
            report("relays", each.delay(), nanos, direct);
            assertThat(nanos[0])
                    .as("shortest round trip with %s each way", each.delay())
                    .isGreaterThanOrEqualTo(2 * each.delay().toNanos());
        }
    }

    /** So many round trips with that delay each way. */
    private record Case(Duration delay, int roundTrips) {}

    private static long[] relayed(Case each) throws IOException {
        try (Wire wire = new Wire()) {
            wire.network().slow(0, 1, each.delay(), Duration.ZERO);
            wire.network().slow(1, 0, each.delay(), Duration.ZERO);
            try (Wire.Talk talk = wire.open(0)) {
                return roundTrips(talk.near(), talk.far(), each.roundTrips());
            }
        }
    }

    private static long[] direct(int count) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.54.0.3"));
                Socket near = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket far = server.accept()) {
            near.setTcpNoDelay(true);
            return roundTrips(near, far, count);
        }
    }

    /** Sorted, after as many that are not counted. */
    private static long[] roundTrips(Socket near, Socket far, int count) throws IOException {
        far.setTcpNoDelay(true);
        long[] nanos = new long[count];
        for (int i = -count; i < count; i++) {
            long began = System.nanoTime();
            Wire.say(near, "x");
            Wire.hear(far, 1);
            Wire.say(far, "y");
            Wire.hear(near, 1);
            nanos[Math.max(i, 0)] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static void report(String what, Duration delay, long[] sorted, long[] direct) {
        System.out.printf(
                Locale.ROOT,
                "RelayLatencyTest: %s, %.1f ms each way: round trip p50 %.3f ms, p99 %.3f ms;"
                        + " added to each direction p50 %.3f ms, p99 %.3f ms%n",
                what,
                delay.toNanos() / 1e6,
                quantile(sorted, 0.5) / 1e6,
                quantile(sorted, 0.99) / 1e6,
                (quantile(sorted, 0.5) - quantile(direct, 0.5)) / 2e6 - delay.toNanos() / 1e6,
                (quantile(sorted, 0.99) - quantile(direct, 0.5)) / 2e6 - delay.toNanos() / 1e6);
    }

    private static long quantile(long[] sorted, double which) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(which * sorted.length))];
    }
}
