package io.quorate.jepsen.cluster.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * 256 addresses that no machine has: a part of 198.18.0.0/15, which is set aside for tests of networks among themselves
 * (RFC 2544).
 */
record Subnet(int number) {
    /** How many there are to choose from. */
    static final int COUNT = 512;

    static final int MAX_NODES = 100;

    /** The bridge's own route, of metric 0, goes before. */
    private static final String METRIC = "4000";

    private static final int FIRST_HOST = 11;
    private static final int SECOND_BYTE = 18;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    Subnet {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("no subnet " + number);
        }
    }

    private String prefix() {
        return "198." + (SECOND_BYTE + number / 256) + "." + number % 256 + ".";
    }

    String cidr() {
        return prefix() + "0/24";
    }

    String gateway() {
        return prefix() + "1";
    }

    String address(int node) {
        return prefix() + (FIRST_HOST + node);
    }

    /**
     * While the subnet's bridge is there, it is the better route. Once it is gone, what late clients send must not
     * leave this machine: this route drops it, until the harness ends.
     */
    void forbidOtherRoutes() throws IOException {
        HostCommand.run(List.of("ip", "route", "replace", "blackhole", cidr(), "metric", METRIC), "", PATIENCE)
                .orThrow("routing " + cidr() + " to nowhere (which only root can)");
        Runtime.getRuntime().addShutdownHook(new Thread(this::permitOtherRoutes, "subnet-route"));
    }

    private void permitOtherRoutes() {
        try {
            HostCommand.Result result =
                    HostCommand.run(List.of("ip", "route", "del", "blackhole", cidr(), "metric", METRIC), "", PATIENCE);
            // A cluster before this one may have had the same subnet.
            if (!result.output().contains("No such process")) {
                result.orThrow("removing the route of " + cidr());
            }
        } catch (IOException e) {
            System.err.println("a route to nowhere stays: " + e.getMessage());
        }
    }
}
