package io.quorate.client.cli.bench;

import io.quorate.client.Endpoint;
import java.time.Duration;
import java.util.List;

/**
 * What to drive and how.
 *
 * @param serverPids local server processes whose CPU time to charge to the operations
 */
record LoadPlan(Target target, Schedule schedule, Workload workload, List<Long> serverPids) {
    /**
     * Whom to drive.
     *
     * @param connections spread round robin over the endpoints
     * @param clients spread round robin over the connections; each has one operation in flight
     * @param threads network threads; a connection stays on one
     */
    record Target(List<Endpoint> endpoints, int connections, int clients, int threads) {
        /** Where the connection of a number goes. */
        Endpoint endpoint(int connection) {
            return endpoints.get(connection % endpoints.size());
        }
    }

    /**
     * How long and how fast.
     *
     * @param ratePerSecond all clients together; 0 for as fast as the answers come
     * @param stallTimeout the run fails when nothing completes for this long
     */
    record Schedule(Limit warmup, Limit measured, double ratePerSecond, Duration stallTimeout) {}
}
