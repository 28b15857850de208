package io.quorate.server.topology;

import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which acknowledged writes a group loses with nodes that never come back. A write is acknowledged when a majority of
 * voters and witnesses, one of them a voter that led, has it on disk. So nothing is lost as long as every such majority
 * has a survivor and a voter with data is among the survivors: what it lacks, others have in their logs. Whether the
 * survivors can go on by themselves is another question, and not asked here.
 */
final class Losses {
    private final RoundTrips roundTrips;
    private final Geography geography;
    private final int[] voters;
    private final int[] witnesses;
    private final int[] learners;
    private final int needed;
    private final @Nullable BackupPlan backup;

    Losses(Topology topology, Group group) {
        this.geography = topology.geography();
        this.roundTrips = topology.roundTrips();
        this.voters = geography.numbers(group.roles().voters());
        this.witnesses = geography.numbers(group.roles().witnesses());
        this.learners = geography.numbers(group.roles().learners());
        this.needed = group.roles().majority();
        this.backup = topology.backup();
    }

    /**
     * The worst case over all majorities that may have acknowledged a write.
     *
     * @param expected who led, if all was as it should be before
     */
    Loss under(Condition condition, int expected) {
        long lostVoters = lost(voters, condition);
        if (survivors(voters, condition).findAny().isPresent()) {
            boolean lostMajority = lostVoters > 0 && lostVoters + lost(witnesses, condition) >= needed;
            return lostMajority ? tail(condition, expected) : Loss.NOTHING;
        }
        if (survivors(learners, condition).findAny().isPresent()) {
            return new Loss(Loss.Kind.LEARNER_LAG, archived(), nearest(learners, condition, expected), null);
        }
        if (backup == null || !backup.restores()) {
            return new Loss(Loss.Kind.EVERYTHING, null, null, null);
        }
        Loss.Kind kind = archived() == null ? Loss.Kind.BACKUP : Loss.Kind.ARCHIVE;
        return new Loss(kind, archived(), null, null);
    }

    private Loss tail(Condition condition, int expected) {
        boolean leaderSurvives = condition.isAlive(expected);
        return new Loss(
                Loss.Kind.UNREPLICATED_TAIL,
                archived(),
                leaderSurvives ? null : nearest(voters, condition, expected),
                leaderSurvives ? geography.node(expected) : null);
    }

    /** An archive closes the gap of whoever survives, up to its last piece. */
    private @Nullable Duration archived() {
        return backup == null || !backup.restores() ? null : backup.archive();
    }

    private @Nullable Duration nearest(int[] nodes, Condition condition, int from) {
        return survivors(nodes, condition)
                .mapToObj(node -> Duration.ofNanos(roundTrips.nanos(from, node)))
                .min(Duration::compareTo)
                .orElse(null);
    }

    private static IntStream survivors(int[] nodes, Condition condition) {
        return IntStream.of(nodes).filter(condition::isAlive);
    }

    private static long lost(int[] nodes, Condition condition) {
        return IntStream.of(nodes).filter(node -> !condition.isAlive(node)).count();
    }
}
