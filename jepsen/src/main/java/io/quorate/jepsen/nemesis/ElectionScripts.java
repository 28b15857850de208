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

    /** Of the bound on drift: what a clock may be wrong by. */
    private static final double WITHIN_BOUND = 0.9;

    private ElectionScripts() {}

    /**
     * A leader stands still while what it sent is acknowledged, and is cut off before it goes on: it handles
     * acknowledgements of a majority when another leads already.
     */
    static void pausedLeaderCutOff(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        Set<Integer> others = stage.context().others(Set.of(leader));
        stage.pause(leader);
        stage.sleep(stage.context().ports().timing().electionMin().dividedBy(2));
        stage.cut(Set.of(leader), others);
        if (stage.awaitLeaderAmong(others, ELECTED_WITHIN).isEmpty()) {
            throw new FaultFailed("the others elected no leader");
        }
        // The next leader waits the lease out before it serves.
        stage.sleep(stage.context().ports().timing().electionMin().multipliedBy(2), Duration.ofSeconds(2));
        stage.resume(leader);
        stage.sleep(Duration.ofSeconds(2));
    }

    /**
     * A leader stands still until the others must stand for election, at about the same time, and goes on with the
     * requests for its vote waiting for it: it may give it to one of them only.
     */
    static void splitVote(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        Duration longest = stage.context().ports().timing().electionMax();
        int leader = stage.context().requireLeader();
        stage.pause(leader);
        stage.sleep(longest, longest.plusMillis(200));
        stage.resume(leader);
        stage.sleep(Duration.ofSeconds(2));
    }

    /**
     * The leader's clock is slow and those of the others are fast, within the bound: its lease ends late, and the next
     * leader's wait for that end is over early.
     */
    static void driftingLease(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        FaultContext context = stage.context();
        Timing timing = context.ports().timing();
        double drift = WITHIN_BOUND * timing.driftBound();
        int leader = context.requireLeader();
        Set<Integer> all = context.all();
        for (int node : all) {
            stage.rate(node, node == leader ? 1 - drift : 1 + drift);
        }
        stage.kill(all);
        stage.start(all);
        Duration elected = timing.electionMax().multipliedBy(2).plus(ELECTED_WITHIN);
        if (!context.await(elected, () -> context.agree(all))) {
            throw new FaultFailed("the nodes do not agree on a leader");
        }
        stage.lead(leader, elected);
        // Entries that are proposed now grant leases by the slow clock.
        stage.sleep(Duration.ofSeconds(1));
        Set<Integer> others = context.others(Set.of(leader));
        stage.cut(Set.of(leader), others);
        stage.awaitLeaderAmong(others, elected);
        stage.sleep(timing.lease().plusSeconds(1));
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
