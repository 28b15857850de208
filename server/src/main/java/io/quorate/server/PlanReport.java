package io.quorate.server;

import io.quorate.server.topology.Plan;
import java.util.List;

/**
 * What is printed of a plan.
 *
 * @param refusals why a server of this release does not start with the topology
 * @param caveats what a server of this release takes from the topology without acting on it
 * @param pairs whether pairs of faults are listed
 */
record PlanReport(Plan plan, List<String> refusals, List<String> caveats, boolean pairs) {
    PlanReport {
        refusals = List.copyOf(refusals);
        caveats = List.copyOf(caveats);
    }
}
