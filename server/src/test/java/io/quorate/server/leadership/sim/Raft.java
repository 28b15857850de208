package io.quorate.server.leadership.sim;

import io.quorate.server.leadership.sim.Entry.Kind;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Raft reduced to what leases depend on. No pre-vote, and votes heed no lease: the worst that a correct Raft may do.
 * What is written is durable at once.
 */
final class Raft {
    private enum Role {
        FOLLOWER,
        CANDIDATE,
        LEADER
    }

    private static final long HEARTBEAT = 40 * Simulation.MILLI;

    private final Simulation simulation;
    private final SimNode node;
    private final Replica replica;
    private final SimNode.Disk disk;
    private Role role = Role.FOLLOWER;
    private int leader = -1;
    private long commit;
    private long timer;
    private final BitSet votes = new BitSet();
    private final long[] next;
    private final long[] match;

    Raft(Simulation simulation, SimNode node, Replica replica) {
        this.simulation = simulation;
        this.node = node;
        this.replica = replica;
        this.disk = node.disk();
        this.commit = disk.log.baseIndex();
        int size = simulation.nodes().size();
        this.next = new long[size];
        this.match = new long[size];
    }

    boolean isLeader() {
        return role == Role.LEADER;
    }

    int leader() {
        return leader;
    }

    long term() {
        return disk.term;
    }

    long commit() {
        return commit;
    }

    void awaitLeader() {
        long mine = ++timer;
        long lease = Simulation.LEASE.toNanos();
        node.later(replica, simulation.between(lease, 2 * lease), () -> {
            if (mine == timer && role != Role.LEADER) {
                campaign();
            }
        });
    }

    /** As by timeout, or because the leader said so. */
    void campaign() {
        if (role == Role.LEADER) {
            return;
        }
        disk.term++;
        disk.votedFor = node.id();
        role = Role.CANDIDATE;
        leader = -1;
        votes.clear();
        votes.set(node.id());
        awaitLeader();
        long term = disk.term;
        long lastIndex = disk.log.lastIndex();
        long lastTerm = disk.log.lastTerm();
        for (SimNode peer : simulation.nodes()) {
            if (peer != node) {
                simulation.network().send(node, peer, to -> to.replica().raft().vote(node, term, lastIndex, lastTerm));
            }
        }
    }

    private void vote(SimNode candidate, long term, long lastIndex, long lastTerm) {
        heed(term);
        boolean newEnough = lastTerm > disk.log.lastTerm()
                || (lastTerm == disk.log.lastTerm() && lastIndex >= disk.log.lastIndex());
        boolean granted = term == disk.term && newEnough && (disk.votedFor == -1 || disk.votedFor == candidate.id());
        if (granted) {
            disk.votedFor = candidate.id();
            awaitLeader();
        }
        long reply = disk.term;
        simulation.network().send(node, candidate, to -> to.replica().raft().voted(node.id(), reply, granted));
    }

    private void voted(int from, long term, boolean granted) {
        heed(term);
        if (role == Role.CANDIDATE && term == disk.term && granted) {
            votes.set(from);
            if (votes.cardinality() > simulation.nodes().size() / 2) {
                lead();
            }
        }
    }

    private void lead() {
        role = Role.LEADER;
        leader = node.id();
        Arrays.fill(next, disk.log.lastIndex() + 1);
        Arrays.fill(match, 0);
        replica.elected(disk.term);
        propose(Kind.START_UP, 0, 0);
        beat(disk.term);
    }

    private void beat(long term) {
        if (role == Role.LEADER && disk.term == term) {
            replicate();
            node.later(replica, HEARTBEAT, () -> beat(term));
        }
    }

    /** Appends as leader; answers the index. */
    long propose(Kind kind, int register, long operation) {
        Entry entry = new Entry(disk.term, disk.log.lastIndex() + 1, kind, replica.boot(), register, operation);
        disk.log.append(entry);
        replicate();
        return entry.index();
    }

    private void replicate() {
        for (SimNode peer : simulation.nodes()) {
            if (peer != node) {
                replicateTo(peer);
            }
        }
    }

    private void replicateTo(SimNode peer) {
        long term = disk.term;
        SimLog log = disk.log;
        long previous = next[peer.id()] - 1;
        long known = commit;
        if (previous < log.baseIndex()) {
            RegisterState snapshot = log.snapshot();
            long snapshotTerm = log.term(log.baseIndex());
            simulation
                    .network()
                    .send(node, peer, to -> to.replica().raft().install(node, term, snapshot, snapshotTerm));
            return;
        }
        long previousTerm = log.term(previous);
        List<Entry> entries = log.from(previous + 1);
        simulation
                .network()
                .send(node, peer, to -> to.replica().raft().append(node, term, previous, previousTerm, entries, known));
    }

    private void append(SimNode from, long term, long previous, long previousTerm, List<Entry> entries, long known) {
        heed(term);
        boolean follows = term == disk.term && disk.log.matches(previous, previousTerm);
        if (term == disk.term) {
            follow(from);
        }
        if (follows) {
            for (Entry entry : entries) {
                write(entry);
            }
            advance(Math.min(known, previous + entries.size()));
        }
        answer(from, follows, previous + entries.size());
    }

    private void write(Entry entry) {
        if (entry.index() <= disk.log.lastIndex()) {
            if (disk.log.matches(entry.index(), entry.term())) {
                return;
            }
            disk.log.truncateFrom(entry.index());
        }
        replica.received(entry);
        disk.log.append(entry);
    }

    private void install(SimNode from, long term, RegisterState snapshot, long snapshotTerm) {
        heed(term);
        if (term != disk.term) {
            return;
        }
        follow(from);
        boolean holds =
                snapshot.applied() <= disk.log.lastIndex() && disk.log.matches(snapshot.applied(), snapshotTerm);
        if (holds) {
            advance(snapshot.applied());
        } else if (snapshot.applied() > commit) {
            disk.log.install(snapshot, snapshotTerm);
            commit = snapshot.applied();
            replica.installed(snapshot.copy());
        }
        answer(from, true, snapshot.applied());
    }

    private void answer(SimNode to, boolean success, long matched) {
        long term = disk.term;
        long known = commit;
        simulation
                .network()
                .send(node, to, it -> it.replica().raft().answered(node.id(), term, success, matched, known));
    }

    private void answered(int from, long term, boolean success, long matched, long known) {
        heed(term);
        if (role != Role.LEADER || term != disk.term) {
            return;
        }
        if (!success) {
            next[from] = Math.max(match[from] + 1, Math.min(next[from] - 1, known + 1));
            return;
        }
        match[from] = Math.max(match[from], matched);
        next[from] = Math.max(next[from], match[from] + 1);
        match[node.id()] = disk.log.lastIndex();
        long[] sorted = match.clone();
        Arrays.sort(sorted);
        long majority = sorted[(sorted.length - 1) / 2];
        if (majority > commit && disk.log.term(majority) == disk.term) {
            advance(majority);
        }
    }

    private void advance(long to) {
        if (to > commit) {
            commit = to;
            replica.committed();
        }
    }

    private void follow(SimNode from) {
        role = Role.FOLLOWER;
        leader = from.id();
        awaitLeader();
    }

    /** A higher term ends whatever this node was. */
    private void heed(long term) {
        if (term > disk.term) {
            boolean led = role == Role.LEADER;
            long old = disk.term;
            disk.term = term;
            disk.votedFor = -1;
            role = Role.FOLLOWER;
            leader = -1;
            if (led) {
                replica.deposed(old);
                awaitLeader();
            }
        }
    }

    /** The other replica that holds most; where a handover goes. */
    SimNode mostCaughtUp() {
        SimNode best = simulation.nodes().get((node.id() + 1) % next.length);
        for (SimNode peer : simulation.nodes()) {
            if (peer != node && match[peer.id()] > match[best.id()]) {
                best = peer;
            }
        }
        return best;
    }
}
