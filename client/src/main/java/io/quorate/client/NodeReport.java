package io.quorate.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one node knows of itself and of its replicas, or why it did not tell.
 *
 * @param report null when the node did not answer
 * @param failure null when it did
 */
public record NodeReport(
        Endpoint endpoint,
        @Nullable Report report,
        @Nullable QuorateException failure) {
    /**
     * What a node says of itself.
     *
     * @param version of the program
     * @param up since it was started
     * @param epoch of the map of keyspaces, as this node has it
     * @param problems why it is not ready, or what it could not do; empty when all is well
     * @param connections on its client port, of clients and of other nodes
     * @param replicas by the name of their keyspace
     */
    public record Report(
            ClusterNode node,
            String version,
            Duration up,
            long epoch,
            List<String> problems,
            int connections,
            Disk disk,
            List<Replica> replicas) {
        public Report {
            problems = List.copyOf(problems);
            replicas = List.copyOf(replicas);
        }
    }

    /**
     * Where the data directory is.
     *
     * @param storeBytes by the stores of the node, roughly; logs and snapshots not counted
     */
    public record Disk(long totalBytes, long freeBytes, long storeBytes) {}

    /**
     * A replica.
     *
     * @param keyspace with the leader and the revision that this node knows
     * @param internal the cluster keeps its own data there; no request can name it
     * @param leadership null unless this node leads
     */
    public record Replica(
            Keyspace keyspace,
            boolean internal,
            Log log,
            Lease lease,
            long storeBytes,
            @Nullable Leadership leadership) {
        /** Whether this is a voter's replica, given the name of the node that has it. */
        public boolean isVoter(String node) {
            return keyspace.voters().contains(node);
        }
    }

    /** Where a replica is in the log. */
    public record Log(long term, long lastIndex, long commitIndex, long appliedIndex) {}

    /** Whether a replica may serve reads from its own state, as its leader. */
    public enum Lease {
        /** Does not lead. */
        FOLLOWER,
        /** Leads, but waits until any former leader's lease is over. */
        WAITING_OUT,
        /** Leads with a valid lease. */
        VALID,
        /** Leads; its lease has run out: the next read pays a round of the group. */
        EXPIRED,
        /** Leads, but hands over: serves nothing. */
        RELEASED,
        /** Something that only a later release knows. */
        UNKNOWN
    }

    /**
     * What only a leader knows.
     *
     * @param whyHere why it leads although another node should; empty when it may, or is handing over
     * @param peers the other voters
     */
    public record Leadership(boolean atHome, String whyHere, List<Peer> peers, Prospect prospect) {
        public Leadership {
            peers = List.copyOf(peers);
        }
    }

    /**
     * Another voter, as the leader sees it.
     *
     * @param silentMillis since it last answered; -1 when it never has
     * @param lagEntries of the leader's log that it is not known to hold
     * @param lagMillis for at least so long something has been committed that it is not known to hold
     */
    public record Peer(String node, boolean reachable, long silentMillis, long lagEntries, long lagMillis) {}

    /**
     * What would stop all writes next, with the voters that do not answer taken as lost.
     *
     * @param known false when the topology has too many faults to try them all
     * @param writesStopped nothing can be written as it is
     * @param nextFaults the smallest single faults that would; empty when none would
     * @param unsurvived the smallest loss that the keyspace's goal says it survives, and which would stop writes now;
     *     null when there is none, or no such goal
     */
    public record Prospect(
            boolean known,
            boolean writesStopped,
            List<Fault> nextFaults,
            @Nullable Fault unsurvived) {
        public Prospect {
            nextFaults = List.copyOf(nextFaults);
        }
    }

    /**
     * A fault.
     *
     * @param kind {@code node}, {@code witness}, {@code zone}, {@code city}, {@code link} or {@code one-way-link}
     * @param places the one that is lost, or both ends of a link
     * @param text for people
     */
    public record Fault(String kind, List<String> places, String text) {
        public Fault {
            places = List.copyOf(places);
        }
    }
}
