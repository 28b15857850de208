package io.quorate.jepsen.cluster.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network as the process with this pid sees it, entered by programs of this machine: they work while the process is
 * paused, and need not be in its image. It ends with the container's run; the next run has a new one, without rules.
 */
record NetworkNamespace(long pid) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String PROBE_SECONDS = "0.7";
    /** As timeout(1) ends when the time is over. */
    private static final int TIMED_OUT = 124;

    private static final Pattern DEVICE = Pattern.compile("^\\d+: (\\S+?)(@\\S+)?\\s+inet ", Pattern.MULTILINE);

    /** What became of a connection's first packet. */
    enum Answer {
        CONNECTED,
        REFUSED,
        /** No packet came back. */
        NONE
    }

    private HostCommand.Result run(String input, String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of("nsenter", "--target", String.valueOf(pid), "--net", "--"));
        line.addAll(List.of(command));
        return HostCommand.run(line, input, PATIENCE);
    }

    /** Replaces what the text declares, at one moment; other chains stay. */
    void filterPackets(String rules) throws IOException {
        run(rules, "iptables-restore", "--noflush", "--wait", "5").orThrow("setting packet rules");
    }

    /** The rules, with their counters. */
    String filter() throws IOException {
        return run("", "iptables-save", "-c", "-t", "filter").orThrow("reading packet rules");
    }

    /** Ends TCP connections with that peer; both ends learn of it if packets pass. */
    void closeConnections(String peer) throws IOException {
        run("", "ss", "--kill", "--tcp", "--no-header", "dst", peer).orThrow("closing connections with " + peer);
    }

    void shapeTraffic(String script) throws IOException {
        run(script, "tc", "-batch", "-").orThrow("shaping traffic");
    }

    String trafficClasses(String device) throws IOException {
        return run("", "tc", "class", "show", "dev", device).orThrow("reading traffic classes");
    }

    /** The device that has an address of the subnet. */
    String device(Subnet subnet) throws IOException {
        String addresses = run("", "ip", "-4", "-o", "address", "show", "to", subnet.cidr())
                .orThrow("reading addresses");
        Matcher device = DEVICE.matcher(addresses);
        if (!device.find()) {
            throw new IOException("no address of " + subnet.cidr() + ": off the network");
        }
        return device.group(1);
    }

    /** One datagram to a port where nobody listens; the receiver's rules count it. */
    void sendDatagram(String address, int port) throws IOException {
        run("", "bash", "-c", "printf x >/dev/udp/" + address + "/" + port).orThrow("sending a datagram");
    }

    Answer connect(String address, int port) throws IOException {
        HostCommand.Result result =
                run("", "timeout", PROBE_SECONDS, "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port);
        if (result.succeeded()) {
            return Answer.CONNECTED;
        }
        String said = result.output().toLowerCase(Locale.ROOT);
        if (said.contains("refused") || said.contains("reset by peer")) {
            return Answer.REFUSED;
        }
        if (result.exit() == TIMED_OUT || said.contains("timed out") || said.contains("no route to host")) {
            return Answer.NONE;
        }
        throw new IOException("connecting to " + address + ": " + said.strip());
    }
}
