package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.nemesis.Links.Link;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Schedules that have broken consensus stores before. */
final class Scripts {
    private static final Duration ELECTED_WITHIN = Duration.ofSeconds(10);
    private static final Duration HANDED_OVER_WITHIN = Duration.ofSeconds(15);
    /** Less than what makes a follower too slow to be handed anything. */
    private static final Duration HEARD_AFTER = Duration.ofMillis(300);

    private Scripts() {}

    /**
     * A voter restarts within the lease of a leader that is cut off from the rest: it must not vote before that lease
     * has ended, though it has forgotten who led.
     */
    static void restartInLease(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        List<Integer> others = stage.othersShuffled(leader);
        int with = Quorum.majority(stage.context().size()) - 1;
        Set<Integer> voters = Set.copyOf(others.subList(0, with));
        Set<Integer> rest = Set.copyOf(others.subList(with, others.size()));
        stage.cut(Set.of(leader), rest);
        stage.kill(voters);
        stage.start(voters);
        stage.cut(Set.of(leader), voters);
        stage.awaitLeaderAmong(Set.copyOf(others), ELECTED_WITHIN);
        stage.sleep(Duration.ofMillis(300));
    }

    /**
     * A candidate is stopped when it may hold pre-votes, and goes on after the old leader was confirmed: its vote in a
     * higher term then skips the check for a live leader.
     */
    static void pausedCandidate(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        Timing timing = stage.context().ports().timing();
        int leader = stage.context().requireLeader();
        int candidate = stage.othersShuffled(leader).get(0);
        Set<Link> links = stage.cut(Set.of(leader), Set.of(candidate));
        stage.sleep(timing.electionMin(), timing.electionMax().multipliedBy(2));
        stage.pause(candidate);
        stage.heal(links);
        stage.sleep(Duration.ofMillis(20), timing.electionMin());
        stage.resume(candidate);
        stage.sleep(timing.electionMax());
    }

    /**
     * Leadership is handed over while the former leader hears of its successor late: it must have given its lease up
     * before, for readers reach it all the time.
     */
    static void switchOverSlowLink(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        int to = stage.othersShuffled(leader).get(0);
        stage.slow(stage.context().others(Set.of(leader)), leader, HEARD_AFTER);
        stage.sleep(HEARD_AFTER.multipliedBy(2));
        stage.lead(to, HANDED_OVER_WITHIN);
        stage.sleep(HEARD_AFTER.multipliedBy(3));
    }

    /** The leader is alone for long, and clients that reach it go on asking it. */
    static void isolatedLeader(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        Set<Integer> others = stage.context().others(Set.of(leader));
        stage.cut(Set.of(leader), others);
        requireLeaderAmong(stage, others);
        stage.sleep(Duration.ofSeconds(1), Duration.ofSeconds(3));
    }

    /** The leader stands still until another leads, with reads waiting inside; then it goes on. */
    static void pausedPastLease(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        stage.pause(leader);
        requireLeaderAmong(stage, stage.context().others(Set.of(leader)));
        stage.sleep(Duration.ofMillis(50), Duration.ofMillis(1_500));
        stage.resume(leader);
        stage.sleep(Duration.ofMillis(300));
    }

    /**
     * A voter loses power right after an election, and the former leader, cut off from the new one, asks it for a vote
     * in the same term: it must remember whom it voted for.
     */
    static void powerLossAtElection(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        FaultContext context = stage.context();
        int former = context.requireLeader();
        long term = context.leaders().term(context.size());
        stage.kill(Set.of(former));
        if (!context.await(ELECTED_WITHIN, () -> context.leaders().term(context.size()) > term)) {
            throw new FaultFailed("no election within " + ELECTED_WITHIN);
        }
        Set<Integer> others = context.others(Set.of(former));
        int candidate =
                context.leader().orElseGet(() -> stage.othersShuffled(former).get(0));
        Set<Integer> voters = new HashSet<>(others);
        voters.remove(candidate);
        stage.losePower(voters);
        stage.cut(Set.of(former), Set.of(candidate));
        Set<Integer> down = new HashSet<>(voters);
        down.add(former);
        stage.start(down);
        stage.awaitLeaderAmong(context.all(), ELECTED_WITHIN);
        stage.sleep(Duration.ofMillis(500));
    }

    /**
     * One node loses power while another is cut off: what a majority has acknowledged is on one disk that just failed.
     */
    static void powerLossWhileCut(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        int leader = stage.context().requireLeader();
        List<Integer> others = stage.othersShuffled(leader);
        int away = others.get(0);
        Set<Link> links = stage.cut(Set.of(away), stage.context().others(Set.of(away)));
        stage.sleep(Duration.ofMillis(200), Duration.ofSeconds(2));
        Set<Integer> unlucky = Set.of(stage.random().nextBoolean() ? leader : others.get(1));
        stage.losePower(unlucky);
        stage.heal(links);
        stage.sleep(Duration.ofMillis(0), Duration.ofMillis(500));
        stage.start(unlucky);
    }

    /** A node that takes a snapshot is killed over it, and when it has it, the leader is. */
    static void killedInstall(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        FaultContext context = stage.context();
        int leader = context.requireLeader();
        int behind = stage.othersShuffled(leader).get(0);
        stage.kill(Set.of(behind));
        int written = SnapshotInstall.writeUntilPurged(context, Set.of(behind));
        stage.tell("wrote " + (written >> 20) + " MiB, and the log was purged");
        long from = SnapshotInstall.length(context.cluster().log(behind));
        stage.start(Set.of(behind));
        stage.sleep(Duration.ofMillis(800), Duration.ofMillis(3_500));
        stage.kill(Set.of(behind));
        stage.start(Set.of(behind));
        if (!awaitInstall(stage, behind, from)) {
            throw new FaultFailed("no snapshot was installed on " + context.name(behind));
        }
        stage.tell("a snapshot was installed on " + context.name(behind));
        Set<Integer> now = Set.of(context.requireLeader());
        stage.kill(now);
        stage.awaitLeaderAmong(context.others(now), ELECTED_WITHIN);
        stage.start(now);
    }

    private static boolean awaitInstall(Stage stage, int node, long from) throws FaultFailed, InterruptedException {
        long end = stage.context().nanos() + Duration.ofSeconds(20).toNanos();
        while (!SnapshotInstall.installed(stage.context(), node, from)) {
            if (stage.context().nanos() - end >= 0) {
                return false;
            }
            stage.sleep(Duration.ofMillis(50));
        }
        return true;
    }

    /** A zone is lost, and one more node. */
    static void zoneLossAndOne(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        FaultContext context = stage.context();
        List<String> zones = Sites.zones(context);
        Set<Integer> zone = Sites.inZone(context, zones.get(stage.random().nextInt(zones.size())));
        List<Integer> others = stage.othersShuffled(zone.toArray(Integer[]::new));
        if (others.isEmpty()) {
            throw new FaultSkipped("there is one zone only");
        }
        stage.kill(zone);
        stage.sleep(Duration.ZERO, Duration.ofSeconds(2));
        Set<Integer> one = Set.of(others.get(0));
        stage.kill(one);
        stage.sleep(Duration.ofMillis(200), Duration.ofSeconds(2));
        stage.start(one);
        stage.sleep(Duration.ZERO, Duration.ofSeconds(1));
        stage.start(zone);
    }

    /** The leader's disk is full, then a majority's, then there is room again. */
    static void fullQuorum(Stage stage) throws FaultFailed, FaultSkipped, InterruptedException {
        FaultContext context = stage.context();
        int leader = context.requireLeader();
        List<Integer> others = stage.othersShuffled(leader);
        stage.fill(leader);
        stage.sleep(Duration.ofMillis(500), Duration.ofSeconds(2));
        for (int more = 1; more < Quorum.majority(context.size()); more++) {
            stage.fill(others.get(more - 1));
        }
        stage.sleep(Duration.ofSeconds(1), Duration.ofSeconds(3));
        stage.tell(DiskFaults.ends(context, context.all()));
        stage.unfill();
    }

    private static void requireLeaderAmong(Stage stage, Set<Integer> nodes) throws FaultFailed, InterruptedException {
        if (stage.awaitLeaderAmong(nodes, ELECTED_WITHIN).isEmpty()) {
            throw new FaultFailed("the others elected no leader");
        }
    }
}
