package io.quorate.jepsen.stock;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * One trial of the schedules on our own nodes. Messages cannot be told apart from outside: what a schedule needs is hit
 * by chance, and the trial tells whether it was.
 */
final class QuorateTrial {
    private static final int READS = 20;

    private final QuorateCluster cluster;
    private final Recorder recorder;
    private final Random random;
    /** The node that leads at first, and the others in an order of chance. */
    private final int old;

    private final int voter;
    private final int rival;

    /** On a cluster that is whole. */
    QuorateTrial(QuorateCluster cluster, Recorder recorder, Random random, int leader) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.random = random;
        this.old = leader;
        int next = 1 + random.nextInt(2);
        this.voter = (leader + next) % 3;
        this.rival = 3 - old - voter;
    }

    private PinnedClient client(int node) {
        return new PinnedClient(recorder, node, cluster.node(node));
    }

    private static void pause(Duration duration) {
        long until = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private Duration upTo(Duration most) {
        return Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
    }

    private void leads(int node) {
        recorder.leads(node, cluster.node(node).leadingTerm());
    }

    /** F1: the leader, which has read before, is cut off, and reads and writes go on there. */
    boolean cutOffLeader() throws Exception {
        client(old).warmUp(random);
        try (PinnedLoop reader = PinnedLoop.reading(client(old))) {
            reader.awaitAnswers(READS);
            try (PinnedLoop load = PinnedLoop.writing(client(old))) {
                pause(upTo(Duration.ofMillis(300)));
                cluster.isolate(old);
                recorder.fault("isolate-leader", "all its links cut", old);
                boolean overlap = goOnElsewhere(reader);
                load.awaitDone(1);
                return overlap;
            }
        }
    }

    /** F2: around the time of the vote the voter hears the old leader for a moment, and is heard. */
    boolean voteRace(Duration electionMin, Duration electionMax) throws Exception {
        client(old).warmUp(random);
        try (PinnedLoop reader = PinnedLoop.reading(client(old))) {
            reader.awaitAnswers(READS);
            cluster.isolate(old);
            recorder.fault("isolate-leader", "but for a moment around the vote", old);
            pause(electionMin.plus(upTo(electionMax.minus(electionMin))));
            for (int flaps = 0; flaps < 4; flaps++) {
                cluster.heal(old, voter);
                pause(Duration.ofMillis(20).plus(upTo(Duration.ofMillis(80))));
                cluster.cut(old, voter);
                pause(upTo(Duration.ofMillis(50)));
            }
            return goOnElsewhere(reader);
        }
    }

    /**
     * Restart in lease: the leader reaches the voter only, and that is killed and comes back, while the rival stands
     * for election. True when the voter was back while the old leader still answered. Entries renew our leases, and the
     * rival does not have them: it should not be voted for.
     */
    boolean restartUnderLease(Duration electionMin) throws Exception {
        client(old).warmUp(random);
        try (PinnedLoop reader = PinnedLoop.reading(client(old))) {
            reader.awaitAnswers(READS);
            cluster.cut(old, rival);
            pause(electionMin.plus(upTo(electionMin)));
            cluster.kill(voter);
            cluster.cut(old, voter);
            cluster.start(voter);
            recorder.fault("kill", "and start again, when it had just renewed the lease", voter);
            cluster.awaitUp(voter);
            int answered = reader.answers();
            reader.awaitDone(2);
            boolean inLease = reader.answers() > answered;
            goOnElsewhere(reader);
            return inLease;
        }
    }

    /**
     * Lost vote: the power of whoever has voted goes right after its vote was counted. What it is sent next is under
     * way for long enough that it does not get it: only its vote is at stake. True when it was asked to vote again, by
     * the old leader, and voted.
     */
    boolean lostVote(Duration delay) throws Exception {
        client(old).warmUp(random);
        cluster.awaitApplied();
        cluster.slow(voter, rival, delay);
        cluster.isolate(old);
        int elected = cluster.awaitLeader(voter, rival);
        int victim = voter + rival - elected;
        cluster.cut(elected, victim);
        leads(elected);
        cluster.losePower(victim);
        recorder.fault("power-loss", "after its vote was counted", victim);
        cluster.slow(voter, rival, Duration.ZERO);
        cluster.heal(old, victim);
        cluster.start(victim);
        int next = cluster.awaitLeader(old, victim);
        leads(next);
        try (PinnedLoop writer = PinnedLoop.writing(client(next))) {
            writer.awaitAnswers(1);
        }
        letTheOtherHave(victim, elected);
        return next == old;
    }

    private void letTheOtherHave(int victim, int elected) throws Exception {
        cluster.cut(old, victim);
        cluster.kill(victim);
        cluster.start(victim);
        cluster.heal(elected, victim);
        try (PinnedLoop reader = PinnedLoop.reading(client(elected))) {
            reader.awaitDone(2 * READS);
        }
    }

    /** Waits for a next leader and its first write; true when the old one still answered after the next was elected. */
    private boolean goOnElsewhere(PinnedLoop reader) throws Exception {
        int next = cluster.awaitLeader(voter, rival);
        long answered = reader.answers();
        leads(next);
        try (PinnedLoop writer = PinnedLoop.writing(client(next))) {
            writer.awaitAnswers(1);
        }
        boolean overlap = reader.answers() > answered;
        reader.awaitDone(READS);
        return overlap;
    }
}
