package io.quorate.server.replication.ratis;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.util.CodeInjectionForTesting;

/**
 * Drops Ratis' messages on cut links, at the receiver, for all servers of this JVM: through the injection points that
 * Ratis' production code has. One at a time; close it.
 */
public final class Firewall implements AutoCloseable {
    /** Sees a message that passes, before it is handled, and may hold it up. */
    public interface Witness {
        void passing(String from, String to, Object[] arguments);
    }

    /** Sees a request for a vote that passes; a forced or a real election is of a new term, a pre-vote is not. */
    public interface VoteWitness {
        void requested(String from, String to, long term);
    }

    /** Sees entries, or a heartbeat, that pass; throws to lose them. */
    public interface AppendWitness {
        void appending(String from, String to, int entries, boolean namesPrevious);
    }

    static final String APPEND_ENTRIES = "RaftServerImpl.appendEntries";
    static final String REQUEST_VOTE = "RaftServerImpl.requestVote";

    private static final String[] POINTS = {
        APPEND_ENTRIES, REQUEST_VOTE, "RaftServerImpl.installSnapshot", "RaftServerImpl.startLeaderElection"
    };

    private final Set<String> cut = ConcurrentHashMap.newKeySet();
    private final Map<String, Witness> witnesses = new ConcurrentHashMap<>();

    private Firewall() {}

    /** Puts an open firewall in place. */
    public static Firewall install() {
        Firewall firewall = new Firewall();
        for (String point : POINTS) {
            CodeInjectionForTesting.put(point, (to, from, arguments) -> firewall.pass(point, from, to, arguments));
        }
        return firewall;
    }

    private boolean pass(String point, Object from, Object to, Object... arguments) {
        if (cut.contains(name(from) + ">" + name(to))) {
            throw new IllegalStateException("dropped by the test's firewall");
        }
        Witness witness = witnesses.get(point);
        if (witness != null) {
            witness.passing(name(from), name(to), arguments);
        }
        return false;
    }

    private static String name(Object member) {
        String text = String.valueOf(member);
        int at = text.indexOf('@');
        return at < 0 ? text : text.substring(0, at);
    }

    /** Cuts one direction. */
    public void cut(String from, String to) {
        cut.add(from + ">" + to);
    }

    /** Opens one direction again. */
    public void open(String from, String to) {
        cut.remove(from + ">" + to);
    }

    /** One witness per point. */
    void watch(String point, Witness witness) {
        witnesses.put(point, witness);
    }

    /** One witness of votes. */
    public void watchVotes(VoteWitness witness) {
        watch(REQUEST_VOTE, (from, to, arguments) -> witness.requested(from, to, ((Number) arguments[0]).longValue()));
    }

    /** One witness of entries and heartbeats. */
    public void watchAppends(AppendWitness witness) {
        watch(APPEND_ENTRIES, (from, to, arguments) -> {
            AppendEntriesRequestProto request = (AppendEntriesRequestProto) arguments[1];
            witness.appending(from, to, request.getEntriesCount(), request.hasPreviousLog());
        });
    }

    public void healAll() {
        cut.clear();
    }

    @Override
    public void close() {
        healAll();
        for (String point : POINTS) {
            CodeInjectionForTesting.put(point, (to, from, arguments) -> false);
        }
    }
}
