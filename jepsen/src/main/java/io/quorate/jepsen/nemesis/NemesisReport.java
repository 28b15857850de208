package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.core.FaultRecord;
import java.util.List;
import java.util.Optional;

/**
 * What became of a plan.
 *
 * @param faults in ascending order of {@code installedNanos}
 * @param exits processes that ended as no fault explains
 * @param unhealed what was not seen to be as before at the end; empty when everything was
 * @param violations promises that were broken before its eyes
 * @param broken why the nemesis itself could not go on: the run is worth nothing then
 */
public record NemesisReport(
        List<FaultRecord> faults,
        List<UnexpectedExit> exits,
        List<String> unhealed,
        List<String> violations,
        Optional<Throwable> broken) {
    public NemesisReport {
        faults = List.copyOf(faults);
        exits = List.copyOf(exits);
        unhealed = List.copyOf(unhealed);
        violations = List.copyOf(violations);
    }
}
