package io.quorate.jepsen.stock;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.util.CodeInjectionForTesting;

/**
 * The links between the servers of this JVM. What is cut is lost at the receiver, through the injection points that
 * Ratis' production code has; answers to what was received get through. One at a time: close it.
 */
final class Links implements AutoCloseable {
    /** Sees a message that is about to be handled; may hold it by not returning. */
    interface Watcher {
        void passing(int from, int to, Object[] arguments);
    }

    /** Sees a request for a vote; only one in a real election is of a term that is new. */
    interface VoteWatcher {
        void passing(int from, int to, long term);
    }

    private static final String APPEND_ENTRIES = "RaftServerImpl.appendEntries";
    private static final String REQUEST_VOTE = "RaftServerImpl.requestVote";
    private static final String START_ELECTION = "RaftServerImpl.startLeaderElection";
    private static final String[] POINTS = {
        APPEND_ENTRIES, REQUEST_VOTE, START_ELECTION, "RaftServerImpl.installSnapshot"
    };

    private record Link(int from, int to) {}

    private final Set<Link> cut = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Watcher> watchers = new ConcurrentHashMap<>();

    Links() {
        for (String point : POINTS) {
            CodeInjectionForTesting.put(point, (to, from, arguments) -> pass(point, from, to, arguments));
        }
    }

    private boolean pass(String point, Object from, Object to, Object... arguments) {
        int sender = StockCluster.index(from);
        int receiver = StockCluster.index(to);
        if (cut.contains(new Link(sender, receiver))) {
            throw new IllegalStateException("lost on a cut link");
        }
        Watcher watcher = watchers.get(point);
        if (watcher != null) {
            watcher.passing(sender, receiver, arguments);
        }
        return false;
    }

    /** Messages of the one no longer reach the other. */
    void cutOneWay(int from, int to) {
        cut.add(new Link(from, to));
    }

    /** Neither reaches the other. */
    void cut(int one, int other) {
        cutOneWay(one, other);
        cutOneWay(other, one);
    }

    void heal(int one, int other) {
        healOneWay(one, other);
        healOneWay(other, one);
    }

    void healOneWay(int from, int to) {
        cut.remove(new Link(from, to));
    }

    /** One watcher of requests for votes, instead of any before. */
    void watchVotes(VoteWatcher watcher) {
        watchers.put(
                REQUEST_VOTE, (from, to, arguments) -> watcher.passing(from, to, ((Number) arguments[0]).longValue()));
    }

    /** One watcher of entries and heartbeats. */
    void watchAppends(Watcher watcher) {
        watchers.put(APPEND_ENTRIES, watcher);
    }

    /** One watcher of what a leader that hands over sends to its successor. */
    void watchHandOvers(Watcher watcher) {
        watchers.put(START_ELECTION, watcher);
    }

    @Override
    public void close() {
        for (String point : POINTS) {
            CodeInjectionForTesting.remove(point);
        }
    }
}
