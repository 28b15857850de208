package io.quorate.jepsen.nemesis;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Gives up on a run in which a node stays away: it does not run, or does not answer for one of the keyspaces. No fault
 * keeps a node away for long, and each waits for what it hit to be back, so this one has not recovered. Of the nemesis'
 * thread.
 */
final class AwayWatch {
    /** A fault of ten seconds, an end that is waited for a minute and a half, and some more. */
    static final Duration LONGEST = Duration.ofSeconds(150);

    private static final long HERE = -1;

    private final FaultContext context;
    private final long[] since;
    private final String[] hit;

    AwayWatch(FaultContext context) {
        this.context = context;
        this.since = new long[context.size()];
        this.hit = new String[context.size()];
        Arrays.fill(since, HERE);
        Arrays.fill(hit, "no fault");
    }

    void look(List<ActiveFault> active) throws GaveUp {
        long now = context.nanos();
        for (int node : context.all()) {
            for (ActiveFault fault : active) {
                if (fault.claim().hit().contains(node)) {
                    hit[node] = fault.kind().name();
                }
            }
            if (context.isThere(node)) {
                since[node] = HERE;
            } else if (since[node] == HERE) {
                since[node] = now;
            } else if (now - since[node] >= LONGEST.toNanos()) {
                throw new GaveUp(context.name(node) + " has been away for " + LONGEST.toSeconds() + " s ("
                        + (context.cluster().isRunning(node)
                                ? "it runs and does not answer"
                                : "it does not run, exit code "
                                        + context.cluster().exitCode(node).orElse(-1))
                        + "); last hit by " + hit[node]);
            }
        }
    }
}
