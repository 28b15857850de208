package io.quorate.jepsen.checker.elle;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Strict serializability of transactions that read and append to lists. */
public final class ListAppend implements Checker {
    @Override
    public String name() {
        return "strict-serializable";
    }

    @Override
    public CheckResult check(History history) {
        return new Run(history.ops(WorkloadKind.APPEND), new Findings(name())).judge();
    }

    private static final class Run {
        private final Findings findings;
        private final Transactions txns;
        private final BitSet committed = new BitSet();
        private final Map<Integer, Versions> byKey = new HashMap<>();

        Run(List<Op> ops, Findings findings) {
            this.findings = findings;
            txns = new Transactions(ops, findings);
        }

        CheckResult judge() {
            for (int txn = 0; txn < txns.ops.size(); txn++) {
                if (txns.ops.get(txn).isOk()) {
                    committed.set(txn);
                }
            }
            int acknowledged = committed.cardinality();
            for (Transactions.Appends list : txns.lists) {
                Versions versions = new Versions(txns, list, committed, findings);
                versions.learn();
                byKey.put(list.key, versions);
            }
            Graph graph = new Graph(txns.ops.size());
            byKey.values().forEach(versions -> versions.link(graph));
            byProcess(graph);
            byTime(graph);
            graph.seal();
            Cycles.of(graph).forEach(cycle -> tell(graph, cycle));
            findings.figure("transactions", acknowledged);
            findings.figure("unknown and seen", committed.cardinality() - acknowledged);
            findings.figure("lists", txns.lists.size());
            findings.figure("edges", graph.edges());
            return findings.result(committed.cardinality());
        }

        private void byProcess(Graph graph) {
            Map<Integer, Integer> last = new HashMap<>();
            for (int txn = committed.nextSetBit(0); txn >= 0; txn = committed.nextSetBit(txn + 1)) {
                Integer before = last.put(txns.ops.get(txn).process(), txn);
                if (before != null) {
                    graph.add(before, txn, Graph.PROCESS);
                }
            }
        }

        /**
         * Who returned before whom was called, without what follows from others: whoever is called comes after all that
         * have returned, and when it returns it stands for those.
         */
        private void byTime(Graph graph) {
            long[] done = new long[txns.ops.size()];
            for (int txn = 0; txn < done.length; txn++) {
                Op op = txns.ops.get(txn);
                done[txn] = op.isOk() ? op.returnedNanos() : Long.MAX_VALUE;
            }
            int[] returns = Order.ascending(done);
            int next = 0;
            int[] frontier = new int[0];
            for (int txn = committed.nextSetBit(0); txn >= 0; txn = committed.nextSetBit(txn + 1)) {
                long called = txns.ops.get(txn).calledNanos();
                while (next < returns.length && done[returns[next]] < called) {
                    frontier = advanced(frontier, returns[next++], done);
                }
                for (int older : frontier) {
                    graph.add(older, txn, Graph.REALTIME);
                }
            }
        }

        private int[] advanced(int[] frontier, int returned, long[] done) {
            long called = txns.ops.get(returned).calledNanos();
            int[] result = new int[frontier.length + 1];
            int size = 0;
            for (int older : frontier) {
                if (done[older] >= called) {
                    result[size++] = older;
                }
            }
            result[size++] = returned;
            return Arrays.copyOf(result, size);
        }

        private void tell(Graph graph, Cycles.Cycle cycle) {
            StringBuilder text =
                    new StringBuilder("Each of these must come before the next, and the last before the first:");
            List<Long> concerned = new ArrayList<>();
            for (int edge : cycle.edges()) {
                int from = graph.from(edge);
                if (from < txns.ops.size()) {
                    text.append("\n  ").append(Ops.tell(txns.ops.get(from))).append(";\n    it ");
                    concerned.add(txns.ops.get(from).id());
                    text.append(why(graph, edge));
                } else {
                    text.append(versions(graph.list(edge)).tellUnseen(graph.element(edge)));
                }
                if (graph.to(edge) < txns.ops.size()) {
                    text.append(" op ").append(txns.ops.get(graph.to(edge)).id());
                }
            }
            findings.broken(cycle.kind(), text::toString, concerned);
        }

        private String why(Graph graph, int edge) {
            return switch (graph.kind(edge)) {
                case Graph.PROCESS -> "came before, in the same process,";
                case Graph.REALTIME -> "had returned before the call of";
                default -> versions(graph.list(edge)).tell(graph.kind(edge), graph.element(edge));
            };
        }

        private Versions versions(int key) {
            return Objects.requireNonNull(byKey.get(key));
        }
    }
}
