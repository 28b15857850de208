package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.nemesis.Links.Link;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Schedules around changes of leader that chance would hardly find. */
final class ElectionScripts {
    private static final Duration ELECTED_WITHIN = Duration.ofSeconds(10);

    private ElectionScripts() {}

    /**
     * A leader stands still while what it sent is acknowledged, and is cut off before it goes on: it handles
     * acknowledgements of a majority when another leads already.
     */
    static void pausedLeaderCutOff(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        Set<Integer> others = stage.context().others(Set.of(leader));
        stage.pause(leader);
        stage.sleep(stage.context().timing().electionMin().dividedBy(2));
        stage.cut(Set.of(leader), others);
        if (stage.awaitLeaderAmong(others, ELECTED_WITHIN).isEmpty()) {
            throw new FaultFailed("the others elected no leader");
        }
        // The next leader waits the lease out before it serves.
        stage.sleep(stage.context().timing().electionMin().multipliedBy(2), Duration.ofSeconds(2));
        stage.resume(leader);
        stage.sleep(Duration.ofSeconds(2));
    }

    /** The node that has least starts first, and so stands first. */
    static void laggardElected(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        Set<Integer> all = stage.context().all();
        int leader = stage.context().requireLeader();
        List<Integer> others = stage.othersShuffled(leader);
        int laggard = others.get(0);
        Set<Link> links = stage.cut(Set.of(laggard), stage.context().others(Set.of(laggard)));
        stage.sleep(Duration.ofSeconds(1), Duration.ofSeconds(2));
        stage.kill(all);
        stage.heal(links);
        stage.start(Set.of(laggard));
        stage.sleep(Duration.ofMillis(800), Duration.ofMillis(1_500));
        Set<Integer> voters = new HashSet<>(others.subList(1, 1 + Quorum.majority(all.size()) - 1));
        stage.start(voters);
        voters.add(laggard);
        stage.awaitLeaderAmong(voters, ELECTED_WITHIN);
        all.removeAll(voters);
        stage.start(all);
    }
}
