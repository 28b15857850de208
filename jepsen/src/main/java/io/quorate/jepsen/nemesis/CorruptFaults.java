package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One bit of a file turned while the node is down. It must refuse to start, with the exit code for it, or serve right;
 * and what the product's runbook says must bring it back.
 */
final class CorruptFaults {
    /** The Raft log is damaged. */
    static final int EXIT_CORRUPT_LOG = 13;
    /** The state on disk is damaged. */
    static final int EXIT_CORRUPT_STORE = 14;

    /** How a node refuses a damaged keyspace that it can do without: it serves the others. */
    private static final String NOT_OPENED = "event=\"keyspace could not be opened";

    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(90);

    private CorruptFaults() {}

    private abstract static class Corruption extends NodeFault {
        private final String glob;
        private String outcome = "";
        private long logLength;

        Corruption(FaultSpec spec, String glob) {
            super(spec);
            this.glob = glob;
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            // One damaged node at a time is what the product promises to stand.
            Claim claim = super.aim(context).with("damaged files ", Set.of(0));
            try {
                if (new GroupFiles(context, node()).matching(glob).isEmpty()) {
                    throw new FaultSkipped("no file " + glob + " on " + context.name(node()));
                }
            } catch (FaultFailed e) {
                throw new FaultSkipped(String.valueOf(e.getMessage()));
            }
            return claim;
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            context.processes().kill(nodes());
            try {
                logLength = SnapshotInstall.length(context.cluster().log(node()));
                String files = new GroupFiles(context, node()).of(glob);
                String where = DiskFaults.disks(context).flipBit(node(), files, spec().seed());
                context.processes().start(node());
                return "turned a bit of " + context.name(node()) + ": " + where;
            } catch (IOException e) {
                throw new FaultFailed("no bit was turned", e);
            }
        }

        final void judge(FaultContext context) {
            outcome = DiskFaults.ends(context, nodes());
        }

        /** Whether the node runs without the keyspace that was damaged. */
        final boolean runsWithout(FaultContext context) throws FaultFailed {
            return context.cluster().isRunning(node()) && SnapshotInstall.says(context, node(), logLength, NOT_OPENED);
        }

        @Override
        public String epilogue() {
            return outcome;
        }
    }

    /** A table. The state is made anew from another node and the log, whether or not the node noticed. */
    static final class Table extends Corruption {
        Table(FaultSpec spec) {
            super(spec, GroupFiles.TABLES);
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            judge(context);
            context.processes().kill(nodes());
            new GroupFiles(context, node()).moveAway(List.of("db", "snapshots"));
        }

        /** Also the code of a state that is gone while no other node answers: it is to be started again then. */
        @Override
        public Set<Integer> exitCodes() {
            return Set.of(EXIT_CORRUPT_STORE, DiskFaults.EXIT_REPLICA_FAULT);
        }

        @Override
        public Duration patience() {
            return CAUGHT_UP_WITHIN;
        }
    }

    /**
     * The log. A node that refuses is made anew while all others run and none lags, after a pause in which every
     * election has ended, for it forgets its vote and its part in what was acknowledged. Hence nothing else is under
     * way.
     */
    static final class Log extends Corruption {
        private enum Phase {
            LOOKING,
            WAITING,
            MOVING_LEADER,
            COMING_BACK
        }

        private Phase phase = Phase.LOOKING;
        private long refusedAt;
        private long movedAt;
        private String moved = "";
        /** By keyspace: the rebuilt node forgets its part in all of them. */
        private final Map<Integer, Long> everybodyNeeds = new HashMap<>();

        Log(FaultSpec spec) {
            super(spec, GroupFiles.LOG);
        }

        @Override
        public Claim aim(FaultContext context) throws FaultSkipped {
            return super.aim(context).exclusively();
        }

        @Override
        public Optional<String> notYet(FaultContext context) {
            return context.agree(context.all()) ? Optional.empty() : Optional.of("not all nodes agree on a leader");
        }

        @Override
        public void heal(FaultContext context) {}

        @Override
        public boolean healed(FaultContext context) throws FaultFailed {
            return switch (phase) {
                case LOOKING -> look(context);
                case WAITING -> rebuild(context);
                case MOVING_LEADER -> startUnderNewLeader(context);
                case COMING_BACK -> comesBack(context);
            };
        }

        /** Either it serves, or it has refused. */
        private boolean look(FaultContext context) throws FaultFailed {
            if (runsWithout(context)) {
                moved = "; " + context.name(node()) + " went on without keyspace "
                        + context.keyspace().name() + " and was stopped";
                context.processes().kill(nodes());
            }
            if (context.cluster().isRunning(node())) {
                boolean serves = context.isBack(node(), context.processes().started(node()));
                if (serves) {
                    judge(context);
                }
                return serves;
            }
            judge(context);
            refusedAt = context.nanos();
            noteWhatIsApplied(context);
            phase = Phase.WAITING;
            return false;
        }

        private boolean rebuild(FaultContext context) throws FaultFailed {
            Set<Integer> others = context.others(nodes());
            boolean quiet = context.nanos() - refusedAt
                    >= context.ports().timing().electionMax().multipliedBy(10).toNanos();
            if (!quiet || !context.agree(others) || !others.stream().allMatch(node -> has(context, node))) {
                return false;
            }
            new GroupFiles(context, node()).moveAway(List.of());
            for (KeyspacePorts keyspace : context.ports().keyspaces()) {
                moveLeader(context.in(keyspace), others);
            }
            movedAt = context.nanos();
            phase = Phase.MOVING_LEADER;
            return false;
        }

        /**
         * A leader believes that a follower still has what it once acknowledged, and would not begin anew with it; one
         * that has come to lead since then knows nothing of the sort.
         */
        private void moveLeader(FaultContext context, Set<Integer> others) {
            OptionalInt leader = context.leader();
            for (int other : others) {
                if (leader.isPresent() && other != leader.getAsInt()) {
                    try {
                        context.keyspace().admin().moveLeader(other);
                        moved += "; leadership of " + context.keyspace().name() + " moved to " + context.name(other)
                                + " before it began anew";
                        return;
                    } catch (FaultFailed | FaultSkipped e) {
                        moved += "; leadership of " + context.keyspace().name() + " was not moved: " + e.getMessage();
                    }
                }
            }
        }

        private boolean startUnderNewLeader(FaultContext context) throws FaultFailed {
            boolean settled = context.nanos() - movedAt
                    >= context.ports().timing().electionMax().toNanos();
            if (!settled || !context.agree(context.others(nodes()))) {
                return false;
            }
            noteWhatIsApplied(context);
            context.processes().start(node());
            phase = Phase.COMING_BACK;
            return false;
        }

        private boolean comesBack(FaultContext context) throws FaultFailed {
            context.processes().revive(nodes());
            return context.isBack(node(), context.processes().started(node())) && has(context, node());
        }

        private boolean has(FaultContext context, int node) {
            return context.ports().keyspaces().stream()
                    .allMatch(keyspace -> keyspace.leaders()
                            .view(node)
                            .filter(view -> view.applied() >= everybodyNeeds.getOrDefault(keyspace.index(), 0L))
                            .isPresent());
        }

        private void noteWhatIsApplied(FaultContext context) {
            for (KeyspacePorts keyspace : context.ports().keyspaces()) {
                long applied = context.all().stream()
                        .flatMap(node -> keyspace.leaders().view(node).stream())
                        .mapToLong(LeaderWatch.NodeView::applied)
                        .max()
                        .orElse(0);
                everybodyNeeds.put(keyspace.index(), applied);
            }
        }

        @Override
        public String epilogue() {
            return super.epilogue() + moved;
        }

        @Override
        public Set<Integer> exitCodes() {
            return Set.of(EXIT_CORRUPT_LOG);
        }

        @Override
        public Duration patience() {
            return CAUGHT_UP_WITHIN;
        }
    }
}
