package io.quorate.server.cluster;

import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ratis.Firewall;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between test nodes: Ratis' messages and our own calls obey the same cuts. */
public final class Links implements AutoCloseable {
    private final Firewall ratis = Firewall.install();
    private final Set<String> cut = ConcurrentHashMap.newKeySet();

    /** Cuts both directions. */
    public void cut(NodeId a, NodeId b) {
        cutOneWay(a, b);
        cutOneWay(b, a);
    }

    public void cutOneWay(NodeId from, NodeId to) {
        cut.add(from + ">" + to);
        ratis.cut(from.value(), to.value());
    }

    /** Where Ratis' messages can be seen and held up. */
    public Firewall ratis() {
        return ratis;
    }

    public void healAll() {
        cut.clear();
        ratis.healAll();
    }

    boolean isOpen(NodeId from, NodeId to) {
        return !cut.contains(from + ">" + to);
    }

    @Override
    public void close() {
        healAll();
        ratis.close();
    }
}
