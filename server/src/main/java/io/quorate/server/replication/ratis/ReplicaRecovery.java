package io.quorate.server.replication.ratis;

import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is on disk to agree before Raft starts: the store, the snapshots, the log and the vote. Each may be
 * behind the others, or lost; log and vote are what this replica promised to the others and cannot be made up, so
 * without them it refuses. The state can: from a snapshot, by the log, or from another node.
 */
final class ReplicaRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaRecovery.class);

    private final Path storage;
    private final String groupDirectory;
    private final VoteCopy vote;
    private final RatisSnapshots snapshots;
    private final ReplicaState state;
    private final List<NodeId> others;

    /**
     * @param storage where Ratis keeps its groups
     * @param groupDirectory name of our group's directory in it
     * @param vote what the vote is mended from
     * @param others who may be asked for a snapshot
     */
    ReplicaRecovery(
            Path storage,
            String groupDirectory,
            VoteCopy vote,
            RatisSnapshots snapshots,
            ReplicaState state,
            List<NodeId> others) {
        this.storage = storage;
        this.groupDirectory = groupDirectory;
        this.vote = vote;
        this.snapshots = snapshots;
        this.state = state;
        this.others = others;
    }

    /**
     * Leaves the state open, and a snapshot wherever the log alone would not lead Raft to it.
     *
     * @throws CorruptLog when part of the log or the vote is lost
     * @throws StateLost when the state ends before the log begins and no other node could be asked for it
     */
    void run() throws IOException {
        Files.createDirectories(storage);
        refuseForeignGroups();
        openState();
        Path directory = storage.resolve(groupDirectory).resolve("current");
        LogCheck check = new LogCheck(directory);
        LogCheck.Extent log = check.check(snapshots.latestIndex());
        refuseWithoutVote(directory, log);
        vote.mend(directory);
        if (log.isEmpty()) {
            refuseWithoutLog(directory);
        } else if (log.first() > reach() + 1) {
            fetchState(log.first());
        }
        boolean aheadOfLog = state.applied().index() > log.last();
        boolean onlyStateReachesLog = !log.isEmpty() && log.first() > snapshots.latestIndex() + 1;
        if (state.applied().index() > snapshots.latestIndex() && (aheadOfLog || onlyStateReachesLog)) {
            // What the state holds is committed. As a snapshot it counts as part of this replica's log, whatever of the
            // log was lost.
            snapshots.checkpoint(state, state.applied());
        }
        if (!log.isEmpty() && log.last() < snapshots.latestIndex()) {
            // Ratis would keep the segment in progress, and then refuse every entry for the gap after it.
            LOG.atInfo()
                    .addKeyValue("last", log.last())
                    .addKeyValue("snapshot", snapshots.latestIndex())
                    .log("the log ends before the newest snapshot and begins anew behind it");
            check.removeAll();
        }
    }

    private void openState() throws IOException {
        snapshots.load(state.directory());
        if (Files.isDirectory(state.directory())) {
            state.open();
            if (state.applied().index() >= snapshots.latestIndex()) {
                return;
            }
            state.close();
        }
        snapshots.restore(state.directory());
        state.open();
    }

    private long reach() {
        return Math.max(state.applied().index(), snapshots.latestIndex());
    }

    private void refuseForeignGroups() throws IOException {
        try (Stream<Path> entries = Files.list(storage)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                if (!entry.equals(storage.resolve(groupDirectory)) && Files.isDirectory(entry.resolve("current"))) {
                    throw new CorruptLog(entry, 0, "it is the log of another group");
                }
            }
        }
    }

    private void refuseWithoutVote(Path directory, LogCheck.Extent log) {
        if (!Files.exists(directory.resolve("raft-meta")) && (!log.isEmpty() || reach() >= 0)) {
            throw new CorruptLog(
                    directory,
                    0,
                    "raft-meta, which holds this replica's vote, is missing although there is state of it");
        }
    }

    /** Right after an install the log is empty; but then there is a snapshot. */
    private void refuseWithoutLog(Path directory) {
        if (snapshots.latestIndex() < 0 && state.applied().index() >= 0) {
            throw new CorruptLog(directory, 0, "all entries are missing although some were applied");
        }
    }

    private void fetchState(long logFirst) throws IOException {
        long had = reach();
        state.close();
        @Nullable IOException last = null;
        for (NodeId other : others) {
            try {
                snapshots.fetch(other);
                if (snapshots.latestIndex() + 1 >= logFirst) {
                    LOG.atWarn()
                            .addKeyValue("from", other)
                            .addKeyValue("index", snapshots.latestIndex())
                            .log("the state was lost and has been fetched from another node");
                    snapshots.restore(state.directory());
                    state.open();
                    return;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw new StateLost(had, logFirst, last);
    }
}
