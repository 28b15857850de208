package io.quorate.server.admin;

import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import java.util.List;
import java.util.Optional;

/**
 * One replica on this node, as it sees itself.
 *
 * @param internal of the keyspace in which the cluster keeps its own data
 * @param revision newest here; 0 while a snapshot takes the place of the state
 * @param leading what only a leader knows; empty when this one follows
 */
public record ReplicaReport(
        KeyspaceSpec spec,
        boolean internal,
        GroupStatus status,
        long revision,
        long storeBytes,
        Optional<Leading> leading) {
    /**
     * What the leader knows.
     *
     * @param whyHere why it leads although another node should; empty when it may, or is handing over
     * @param peers the other voters
     * @param ahead what would stop writes next; empty when there is too much to try
     */
    public record Leading(
            boolean atHome, Optional<String> whyHere, List<Follower> peers, Optional<Prospects.Ahead> ahead) {
        public Leading {
            peers = List.copyOf(peers);
        }
    }

    /**
     * Another voter.
     *
     * @param lagMillis for at least so long something has been committed that it is not known to hold
     */
    public record Follower(PeerProgress progress, boolean reachable, long lagEntries, long lagMillis) {}
}
