package io.quorate.jepsen.cluster.docker;

import io.quorate.jepsen.cluster.Network.Cut;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packet rules of one node, as iptables-restore reads them and as iptables-save writes them. What arrives goes
 * through the cuts first; then what has passed is counted by sender: datagrams of probes, then everything else.
 */
final class PacketFilter {
    /** The discard service: nobody listens, and nobody else sends. */
    static final int PROBE_PORT = 9;

    private static final String CUT_IN = "QUORATE-CUT-IN";
    private static final String CUT_OUT = "QUORATE-CUT-OUT";
    private static final Pattern COUNTED =
            Pattern.compile("^\\[(\\d+):(\\d+)] -A (\\S+) -s ([0-9.]+)/32 ?(.*)$", Pattern.MULTILINE);

    private PacketFilter() {}

    /**
     * What a node has counted of one sender since its namespace was made; datagrams of cut probes until the cuts
     * change.
     */
    record Counters(long deliveredBytes, long probes, long cutPackets) {
        static final Counters NONE = new Counters(0, 0, 0);

        private Counters plus(Counters more) {
            return new Counters(
                    deliveredBytes + more.deliveredBytes, probes + more.probes, cutPackets + more.cutPackets);
        }
    }

    /** For a namespace that has no rules yet. */
    static String initial(List<String> peers, Map<String, Cut> cuts) {
        StringBuilder text = new StringBuilder("*filter\n");
        chains(text);
        text.append("-A INPUT -j " + CUT_IN + "\n-A OUTPUT -j " + CUT_OUT + "\n");
        for (String peer : peers) {
            text.append("-A INPUT -s ").append(peer).append("/32 -p udp -m udp --dport " + PROBE_PORT + " -j DROP\n");
            text.append("-A INPUT -s ").append(peer).append("/32\n");
        }
        return rules(text, cuts);
    }

    /** For a namespace that has the initial rules: these cuts instead of those before. */
    static String changed(Map<String, Cut> cuts) {
        StringBuilder text = new StringBuilder("*filter\n");
        chains(text);
        return rules(text, cuts);
    }

    private static void chains(StringBuilder text) {
        // A chain that is declared is emptied.
        text.append(":" + CUT_IN + " - [0:0]\n:" + CUT_OUT + " - [0:0]\n");
    }

    private static String rules(StringBuilder text, Map<String, Cut> cuts) {
        new TreeMap<>(cuts).forEach((sender, how) -> {
            String from = "-A " + CUT_IN + " -s " + sender + "/32";
            switch (how) {
                case DROP -> {}
                case RESET -> {
                    // The sender, which was reset, resets in turn: the receiver must hear that.
                    text.append(from).append(" -p tcp -m tcp --tcp-flags RST RST -j RETURN\n");
                    text.append(from).append(" -p tcp -j REJECT --reject-with tcp-reset\n");
                    // No answer to the receiver's own first packets could arrive: it is told at once.
                    text.append("-A " + CUT_OUT + " -d ")
                            .append(sender)
                            .append("/32 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN"
                                    + " -j REJECT --reject-with tcp-reset\n");
                }
            }
            text.append(from).append(" -j DROP\n");
        });
        return text.append("COMMIT\n").toString();
    }

    /** By sender. */
    static Map<String, Counters> parse(String saved) {
        Map<String, Counters> counters = new HashMap<>();
        Matcher line = COUNTED.matcher(saved);
        while (line.find()) {
            long packets = Long.parseLong(line.group(1));
            long bytes = Long.parseLong(line.group(2));
            counters.merge(line.group(4), counted(line.group(3), line.group(5), packets, bytes), Counters::plus);
        }
        return counters;
    }

    private static Counters counted(String chain, String rest, long packets, long bytes) {
        if (chain.equals(CUT_IN)) {
            return rest.endsWith("RETURN") ? Counters.NONE : new Counters(0, 0, packets);
        }
        if (!chain.equals("INPUT")) {
            return Counters.NONE;
        }
        return rest.contains("--dport " + PROBE_PORT) ? new Counters(0, packets, 0) : new Counters(bytes, 0, 0);
    }
}
