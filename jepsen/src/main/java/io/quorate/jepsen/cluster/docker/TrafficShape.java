package io.quorate.jepsen.cluster.docker;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Limits on what one node sends, as tc reads them: a token bucket for each receiver that has a limit; all else goes as
 * fast as it can. The kernels this was written for have no netem, so there is no delay here.
 */
final class TrafficShape {
    private static final int FIRST_CLASS = 0x10;
    private static final long MIN_BURST_BYTES = 2_000;
    private static final int BURSTS_A_SECOND = 20;
    /** Packets that wait for their turn; more are dropped. */
    private static final int QUEUE = 200;

    private TrafficShape() {}

    static String removal(String device) {
        return "qdisc del dev " + device + " root\n";
    }

    /** For a device without limits. {@code limits}: receiver to bytes a second. */
    static String script(String device, Map<String, Long> limits) {
        StringBuilder text = new StringBuilder("qdisc add dev " + device + " root handle 1: htb\n");
        int number = FIRST_CLASS;
        for (Map.Entry<String, Long> limit : new TreeMap<>(limits).entrySet()) {
            String id = Integer.toHexString(number++);
            long bits = limit.getValue() * 8;
            long burst = Math.max(MIN_BURST_BYTES, limit.getValue() / BURSTS_A_SECOND);
            String rate = " rate " + bits + "bit ceil " + bits + "bit burst " + burst + "b cburst " + burst + "b";
            text.append(String.format(Locale.ROOT, """
                    class add dev %1$s parent 1: classid 1:%2$s htb%3$s quantum 1600
                    qdisc add dev %1$s parent 1:%2$s handle %2$s: pfifo limit %4$d
                    filter add dev %1$s parent 1: protocol ip prio 1 u32 match ip dst %5$s/32 flowid 1:%2$s
                    """, device, id, rate, QUEUE, limit.getKey()));
        }
        return text.toString();
    }
}
