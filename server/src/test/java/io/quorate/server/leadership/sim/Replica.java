package io.quorate.server.leadership.sim;

import io.quorate.server.leadership.LeaderLease;
import io.quorate.server.leadership.sim.Entry.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/** One process: applies, proposes, and answers reads and writes by the rules of docs/design/leases.md. */
final class Replica {
    /** Where an answer goes; nothing is called when it is never known. */
    interface Reply {
        void done(long index);

        void refused();
    }

    private record Proposal(long term, long proposedAt, LongConsumer whenApplied) {}

    private record Waiting(long index, Runnable action) {}

    private final Simulation simulation;
    private final SimNode node;
    private final long boot;
    private final Raft raft;
    private final LeaseFeed feed;
    private final LeaderLease lease;
    private final Map<Long, Proposal> proposals = new HashMap<>();
    private final Map<Long, Reply> forwarded = new HashMap<>();
    /** Some servers go on waiting for what they proposed when they lose leadership. */
    private final boolean forgetsProposals;
    /** Some ask for the lease after the value was read, some before. */
    private final boolean asksAfter;

    private RegisterState state;
    private List<Waiting> waiting = new ArrayList<>();
    private boolean applying;
    /** If positive, the next read takes a barrier, and looks at its value only so much later. */
    private long nextReadStalls;

    Replica(Simulation simulation, SimNode node, long boot) {
        this.simulation = simulation;
        this.node = node;
        this.boot = boot;
        this.raft = new Raft(simulation, node, this);
        this.feed = new LeaseFeed(simulation, node, this);
        this.lease = feed.lease();
        this.forgetsProposals = simulation.chance(0.5);
        this.asksAfter = simulation.chance(0.6);
        this.state = node.disk().log.snapshot();
    }

    void start() {
        raft.awaitLeader();
    }

    long boot() {
        return boot;
    }

    Raft raft() {
        return raft;
    }

    long applied() {
        return state.applied();
    }

    /** The term under whose lease this replica would serve now. */
    long leaseTerm() {
        long term = lease.leadingTerm();
        return feed.isLeaseValid(term) ? term : LeaderLease.NO_TERM;
    }

    // What consensus tells.

    void elected(long term) {
        feed.elected(term);
    }

    void deposed(long term) {
        if (forgetsProposals) {
            proposals.clear();
        }
        feed.deposed(term);
    }

    void received(Entry entry) {
        feed.received(entry);
    }

    void installed(RegisterState snapshot) {
        state = snapshot;
        feed.installed();
        wake();
    }

    /** The commit index has grown: applies, one entry after the other, each a little later. */
    void committed() {
        if (!applying && state.applied() < raft.commit()) {
            applying = true;
            long delay = simulation.chance(0.1) ? simulation.between(0, 5 * Simulation.MILLI) : 2_000;
            node.later(this, delay, () -> {
                applying = false;
                if (state.applied() < raft.commit()) {
                    apply(node.disk().log.entry(state.applied() + 1));
                    committed();
                }
            });
        }
    }

    private void apply(Entry entry) {
        simulation.invariants().history().applied(entry);
        state.apply(entry);
        if (entry.kind() == Kind.START_UP && raft.isLeader() && entry.term() == raft.term()) {
            feed.ready(entry.term(), state);
        }
        Proposal proposal = proposals.remove(entry.index());
        if (proposal != null && proposal.term() == entry.term()) {
            feed.committed(proposal.term(), proposal.proposedAt());
            proposal.whenApplied().accept(entry.index());
        }
        Reply reply = forwarded.remove(entry.operation());
        if (reply != null) {
            reply.done(entry.index());
        }
        wake();
    }

    private void wake() {
        List<Waiting> before = waiting;
        waiting = new ArrayList<>();
        before.forEach(it -> awaitApplied(it.index(), it.action()));
    }

    private void awaitApplied(long index, Runnable action) {
        if (state.applied() >= index) {
            action.run();
        } else {
            waiting.add(new Waiting(index, action));
        }
    }

    // What clients and other nodes ask.

    void write(int register, long operation, Reply reply) {
        if (raft.isLeader()) {
            long term = lease.servingTerm();
            if (feed.mayPropose(term)) {
                propose(Kind.WRITE, register, operation, index -> {
                    simulation.invariants().oneServes().served(node, term);
                    reply.done(index);
                });
            } else {
                reply.refused();
            }
        } else if (raft.leader() >= 0) {
            if (simulation.is(Mutant.FORWARDER_ACKNOWLEDGES)) {
                forwarded.put(operation, reply);
            }
            SimNode leader = simulation.nodes().get(raft.leader());
            simulation.network().send(node, leader, to -> to.replica().forwarded(node, register, operation, reply));
        } else {
            reply.refused();
        }
    }

    private void forwarded(SimNode from, int register, long operation, Reply reply) {
        if (raft.isLeader()) {
            write(register, operation, new Reply() {
                @Override
                public void done(long index) {
                    simulation.network().send(node, from, to -> reply.done(index));
                }

                @Override
                public void refused() {
                    simulation.network().send(node, from, to -> reply.refused());
                }
            });
        }
    }

    void read(int register, Reply reply) {
        if (raft.isLeader() || lease.leadingTerm() != LeaderLease.NO_TERM) {
            readAsLeader(register, reply);
        } else {
            readAsFollower(register, reply);
        }
    }

    /**
     * Any moment between begin and end at which the lease is valid will do, if what is read is no older than what was
     * committed at that moment. Some replicas ask first, the others after the value was read.
     */
    private void readAsLeader(int register, Reply reply) {
        long term = lease.servingTerm();
        boolean valid = feed.isLeaseValid(term);
        if (nextReadStalls > 0 || term == LeaderLease.NO_TERM || !(valid || (asksAfter && simulation.chance(0.3)))) {
            readBehindBarrier(register, reply);
        } else if (asksAfter) {
            await(position(), register, value -> {
                if (isLeaseValidAfter(term)) {
                    simulation.invariants().oneServes().served(node, term);
                    served(term, value, reply);
                } else {
                    readBehindBarrier(register, reply);
                }
            });
        } else {
            step(() -> await(position(), register, value -> {
                if (isTermStill(term, Mutant.LEADER_FORGETS_TERM)) {
                    served(term, value, reply);
                } else {
                    reply.refused();
                }
            }));
        }
    }

    private long position() {
        return simulation.is(Mutant.READ_AT_APPLIED) ? state.applied() : raft.commit();
    }

    private void await(long position, int register, LongConsumer value) {
        long stall = nextReadStalls;
        nextReadStalls = 0;
        awaitApplied(
                position,
                () -> node.later(
                        this,
                        stall,
                        () -> step(() -> {
                            long read = state.read(register);
                            step(() -> value.accept(read));
                        })));
    }

    void stallNextRead(long nanos) {
        nextReadStalls = nanos;
    }

    private void served(long term, long value, Reply reply) {
        simulation.invariants().count(asksAfter ? "lease, asked after" : "lease, asked before");
        reply.done(value);
        renew(term);
    }

    private boolean isLeaseValidAfter(long term) {
        return switch (simulation.mutant()) {
            case NO_CHECK -> true;
            case CHECK_AFTER_ANY_TERM -> feed.isLeaseValid(lease.leadingTerm());
            default -> feed.isLeaseValid(term);
        };
    }

    private void renew(long term) {
        if (lease.shouldRenew() && feed.mayPropose(term)) {
            propose(Kind.TICK, 0, 0, index -> {});
        }
    }

    private void readBehindBarrier(int register, Reply reply) {
        barrier(
                reply::refused,
                (term, index) -> await(index, register, value -> {
                    if (isTermStill(term, Mutant.LEADER_FORGETS_TERM)) {
                        simulation.invariants().count("barrier");
                        simulation.invariants().oneServes().served(node, term);
                        reply.done(value);
                    } else {
                        reply.refused();
                    }
                }));
    }

    private interface Position {
        void at(long term, long index);
    }

    private void barrier(Runnable refused, Position position) {
        boolean early = simulation.is(Mutant.BARRIER_IN_WAIT_OUT);
        long term = early ? raft.term() : lease.servingTerm();
        if (raft.isLeader() && (early || feed.mayPropose(term))) {
            propose(Kind.TICK, 0, 0, index -> position.at(term, index));
        } else {
            refused.run();
        }
    }

    private void readAsFollower(int register, Reply reply) {
        if (raft.leader() < 0) {
            reply.refused();
            return;
        }
        SimNode leader = simulation.nodes().get(raft.leader());
        Position answer = (term, index) -> await(index, register, value -> {
            if (isTermStill(term, Mutant.FOLLOWER_FORGETS_TERM)) {
                simulation.invariants().count("follower");
                reply.done(value);
            } else {
                reply.refused();
            }
        });
        simulation
                .network()
                .send(
                        node,
                        leader,
                        to -> to.replica()
                                .readIndex((term, index) ->
                                        simulation.network().send(to, node, back -> answer.at(term, index))));
    }

    /** What was read was committed by no leader later than the one that vouched. */
    private boolean isTermStill(long term, Mutant forgets) {
        return raft.term() <= term || simulation.is(forgets);
    }

    private void readIndex(Position answer) {
        Position safe = (term, index) -> {
            simulation.invariants().oneServes().served(node, term);
            answer.at(term, index);
        };
        long term = lease.servingTerm();
        if (!feed.isLeaseValid(term)) {
            barrier(() -> {}, safe);
            return;
        }
        long index = position();
        step(() -> {
            if (isLeaseValidAfter(term)) {
                safe.at(term, index);
                renew(term);
            } else {
                barrier(() -> {}, safe);
            }
        });
    }

    /** Planned handover; it may fail at every point. */
    void handOver() {
        long term = lease.servingTerm() == LeaderLease.NO_TERM ? raft.term() : lease.servingTerm();
        if (!raft.isLeader() || !feed.beginRelease(term)) {
            return;
        }
        simulation.invariants().count("release");
        SimNode target = raft.mostCaughtUp();
        append(Kind.RELEASE, 0, 0, node.clock().monotonicNanos(), index -> {
            feed.released(term);
            simulation.network().send(node, target, to -> to.replica().raft().campaign());
        });
        node.later(this, simulation.between(2, 200) * Simulation.MILLI, () -> feed.cancelRelease(term));
    }

    void compact() {
        node.disk().log.compact(state);
    }

    /** The clock is read first; then, perhaps much later, the entry is handed to consensus. */
    private void propose(Kind kind, int register, long operation, LongConsumer whenApplied) {
        long proposedAt = node.clock().monotonicNanos();
        step(() -> append(kind, register, operation, proposedAt, whenApplied));
    }

    private void append(Kind kind, int register, long operation, long proposedAt, LongConsumer whenApplied) {
        boolean permitted = switch (simulation.mutant()) {
            case APPENDED_IN_LATER_TERM -> true;
            case BARRIER_IN_WAIT_OUT -> kind == Kind.TICK || lease.mayAppend(raft.term());
            case RELEASE_IN_WAIT_OUT -> kind == Kind.RELEASE || lease.mayAppend(raft.term());
            default -> lease.mayAppend(raft.term());
        };
        if (raft.isLeader() && permitted) {
            long term = raft.term();
            long index = raft.propose(kind, register, operation);
            proposals.put(index, new Proposal(term, proposedAt, whenApplied));
        }
    }

    /** A thread goes on: mostly soon, sometimes after it was off its core for long. */
    private void step(Runnable action) {
        long delay = simulation.between(100, 100_000);
        if (simulation.chance(0.05)) {
            delay = simulation.between(1_000, 100 * Simulation.MILLI);
        } else if (simulation.chance(simulation.longStalls())) {
            delay = simulation.between(100, 1200) * Simulation.MILLI;
        }
        node.later(this, delay, action);
    }
}
