package io.quorate.server.leadership.sim;

import io.quorate.server.leadership.LeaderLease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold at every moment of a run; each nested class is one promise. */
final class Invariants {
    /**
     * Reads and writes of a register look as if they happened one at a time, each between its begin and its end. Writes
     * are ordered by their log index, so it suffices that nothing is older than what ended before it began.
     */
    static final class LinearizableRegisters {
        private final long[] seen = new long[RegisterState.REGISTERS];

        /** Of an operation that begins now: the newest write that has been shown or acknowledged. */
        long begin(int register) {
            return seen[register];
        }

        void readDone(int register, long begun, long value) {
            if (value < begun) {
                throw new Violation(
                        "stale read",
                        "register " + register + " read as of " + value + " after " + begun + " was seen");
            }
            seen[register] = Math.max(seen[register], value);
        }

        void writeDone(int register, long begun, long index) {
            if (index <= begun) {
                throw new Violation(
                        "write out of order", "register " + register + " written at " + index + " after " + begun);
            }
            seen[register] = Math.max(seen[register], index);
        }
    }

    /** All replicas apply the same entries in the same order: the abstract Raft itself is sound. */
    static final class OneHistory {
        private final Map<Long, Entry> applied = new HashMap<>();

        void applied(Entry entry) {
            Entry before = applied.putIfAbsent(entry.index(), entry);
            if (before != null && !before.equals(entry)) {
                throw new Violation("two histories", before + " and " + entry);
            }
        }
    }

    /** An acknowledged write stays in the history, where it was acknowledged. */
    static final class NoLostWrite {
        private final Map<Long, Long> acknowledged = new HashMap<>();

        void acknowledged(long operation, long index) {
            acknowledged.put(operation, index);
        }

        void finish(OneHistory history, List<SimNode> nodes) {
            acknowledged.forEach((operation, index) -> {
                Entry entry = history.applied.get(index);
                if (entry == null || entry.operation() != operation) {
                    throw new Violation("lost write", "operation " + operation + " at " + index + " is " + entry);
                }
                for (SimNode node : nodes) {
                    if (node.replica().applied() < index) {
                        throw new Violation("lost write", "node " + node.id() + " never applied " + index);
                    }
                }
            });
        }
    }

    /** While a lease is valid, no leader of a later term serves or acknowledges anything, nor has a lease. */
    static final class OneServes {
        private final List<SimNode> nodes;

        OneServes(List<SimNode> nodes) {
            this.nodes = nodes;
        }

        void served(SimNode server, long term) {
            for (SimNode node : nodes) {
                long other = leaseTerm(node);
                if (node != server && other != LeaderLease.NO_TERM && other < term) {
                    throw new Violation(
                            "two serve",
                            "node " + server.id() + " serves in term " + term + " under the lease of node " + node.id()
                                    + " of term " + other);
                }
            }
        }

        void check() {
            for (SimNode node : nodes) {
                long term = leaseTerm(node);
                if (term != LeaderLease.NO_TERM) {
                    served(node, term);
                }
            }
        }

        private static long leaseTerm(SimNode node) {
            return node.isUp() ? node.replica().leaseTerm() : LeaderLease.NO_TERM;
        }
    }

    private final List<SimNode> nodes;
    private final LinearizableRegisters registers = new LinearizableRegisters();
    private final OneHistory history = new OneHistory();
    private final NoLostWrite noLostWrite = new NoLostWrite();
    private final OneServes oneServes;
    /** How often each way was used: a run that never reads under lease proves nothing. */
    private final Map<String, Long> counts = new HashMap<>();

    Invariants(List<SimNode> nodes) {
        this.nodes = nodes;
        this.oneServes = new OneServes(nodes);
    }

    void check() {
        oneServes.check();
    }

    void finish() {
        noLostWrite.finish(history, new ArrayList<>(nodes));
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }

    LinearizableRegisters registers() {
        return registers;
    }

    OneHistory history() {
        return history;
    }

    NoLostWrite noLostWrite() {
        return noLostWrite;
    }

    OneServes oneServes() {
        return oneServes;
    }
}
