package io.quorate.server.replication.ratis;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.util.CodeInjectionForTesting;

/**
 * Drops Ratis' messages on cut links, at the receiver, for all servers of this JVM: through the injection points that
 * Ratis' production code has. One at a time; close it.
 */
public final class Firewall implements AutoCloseable {
    private static final String[] POINTS = {
        "RaftServerImpl.appendEntries",
        "RaftServerImpl.requestVote",
        "RaftServerImpl.installSnapshot",
        "RaftServerImpl.startLeaderElection"
    };

    private final Set<String> cut = ConcurrentHashMap.newKeySet();

    private Firewall() {}

    /** Puts an open firewall in place. */
    public static Firewall install() {
        Firewall firewall = new Firewall();
        for (String point : POINTS) {
            CodeInjectionForTesting.put(point, (to, from, arguments) -> firewall.pass(from, to));
        }
        return firewall;
    }

    private boolean pass(Object from, Object to) {
        if (cut.contains(name(from) + ">" + name(to))) {
            throw new IllegalStateException("dropped by the test's firewall");
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
