package io.quorate.client.cli.status;

import io.quorate.client.Keyspace;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Peer;
import io.quorate.client.NodeReport.Replica;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One keyspace, put together from what its replicas say.
 *
 * @param best of its replicas: the one that leads; if none of those that answer does, the one with the highest term
 * @param leader name of the node that leads; empty when nobody knows one
 * @param answering its voters whose nodes answer
 */
public record KeyspaceView(Replica best, String leader, Set<String> answering) {
    /** Of the replicas of one keyspace; at least one. */
    static KeyspaceView of(List<Replica> replicas, Set<String> answering) {
        Comparator<Replica> newest =
                Comparator.comparingLong(replica -> replica.log().term());
        Replica best = replicas.stream()
                .filter(replica -> replica.leadership() != null)
                .max(newest)
                .filter(leading -> replicas.stream().noneMatch(other -> knowsNewer(other, leading)))
                .or(() -> replicas.stream().max(newest))
                .orElseThrow();
        String leader = best.keyspace().leader();
        if (leader.isEmpty()) {
            leader = replicas.stream()
                    .map(replica -> replica.keyspace().leader())
                    .filter(name -> !name.isEmpty() && !answering.contains(name))
                    .findFirst()
                    .orElse("");
        }
        return new KeyspaceView(best, leader, answering);
    }

    /** A leader that has lost its majority may not know of the next yet. */
    private static boolean knowsNewer(Replica other, Replica leading) {
        String known = other.keyspace().leader();
        return other.log().term() > leading.log().term()
                && !known.isEmpty()
                && !known.equals(leading.keyspace().leader());
    }

    public Keyspace keyspace() {
        return best.keyspace();
    }

    public String name() {
        return keyspace().name();
    }

    /** What the leader says; null when it does not answer, or nobody leads. */
    public @Nullable Leadership leadership() {
        return best.leadership();
    }

    /** Why it is led from where it should not be; empty when nothing is wrong, or nobody says. */
    public String whyHere() {
        Leadership known = leadership();
        return known == null ? "" : known.whyHere();
    }

    /** Voters that the leader hears, itself included; those that answer when the leader does not. */
    int reachableVoters() {
        Leadership known = leadership();
        if (known == null) {
            return (int)
                    keyspace().voters().stream().filter(answering::contains).count();
        }
        return 1 + (int) known.peers().stream().filter(Peer::reachable).count();
    }

    /** The voter that lacks most; empty when the leader does not say, or is alone. */
    Optional<Peer> worst() {
        Leadership known = leadership();
        return known == null
                ? Optional.empty()
                : known.peers().stream()
                        .max(Comparator.comparingLong(Peer::lagMillis).thenComparingLong(Peer::lagEntries));
    }

    Optional<NodeReport.Prospect> prospect() {
        return Optional.ofNullable(leadership()).map(Leadership::prospect).filter(NodeReport.Prospect::known);
    }
}
