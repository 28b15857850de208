package io.quorate.jepsen.checker.availability;

import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.checker.column.Longs;
import io.quorate.jepsen.checker.column.Order;
import io.quorate.jepsen.checker.column.Percentiles;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How long nobody is served: linearizable operations only, for those need a majority. A refused comparison is service.
 *
 * <p>The outage of a fault is the longer of two times: from its beginning to the first of five answers in a row by one
 * node to operations called since; and the longest time without an answer while it lasts and a little after. Nodes that
 * it hit do not count, neither as serving nor as failing to, unless it hit a majority. A single fault, with no other
 * near, that leaves a majority alive and connected must stay within the bound. A planned handover has a bound of its
 * own, and figures of its own: nothing is broken by it.
 */
public final class Availability implements Checker {
    public static final String NAME = "available";

    private static final int IN_A_ROW = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Bounds bounds;
    private final long settleNanos;
    private final Set<String> majorityKeeping;
    private final Set<String> planned;

    /**
     * The longest outage.
     *
     * @param fault after a single fault that leaves a majority
     * @param handover after a single planned handover
     */
    public record Bounds(Duration fault, Duration handover) {}

    /**
     * @param settle how long after a fault has healed its outage may go on, and how long after it no other counts as
     *     single
     * @param majorityKeeping kinds of faults that leave a majority alive and connected
     * @param planned kinds that are planned handovers
     */
    public Availability(Bounds bounds, Duration settle, Set<String> majorityKeeping, Set<String> planned) {
        this.bounds = bounds;
        this.planned = Set.copyOf(planned);
        this.settleNanos = settle.toNanos();
        this.majorityKeeping = Set.copyOf(majorityKeeping);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CheckResult check(History history) {
        return new Run(history).judge();
    }

    private final class Run {
        private final Findings findings = new Findings(name());
        private final History history;
        private final List<FaultRecord> faults;
        /** In the order of returns. */
        private final List<Op> ops;

        private final long[] returns;

        Run(History history) {
            this.history = history;
            faults = history.faults().stream()
                    .filter(fault -> fault.status() != FaultStatus.SKIPPED)
                    .toList();
            List<Op> strong = history.ops(Ops::isLinearizable);
            int[] order =
                    Order.ascending(strong.stream().mapToLong(Op::returnedNanos).toArray());
            ops = Arrays.stream(order).mapToObj(strong::get).toList();
            returns = ops.stream().mapToLong(Op::returnedNanos).toArray();
        }

        CheckResult judge() {
            if (ops.isEmpty()) {
                return findings.result(0);
            }
            long end = returns[returns.length - 1];
            findings.figure(
                    "gap max ms", silence(history.ops().get(0).calledNanos(), end, op -> true) / NANOS_PER_MILLI);
            Longs all = new Longs();
            Longs judged = new Longs();
            Longs handovers = new Longs();
            for (FaultRecord fault : faults) {
                if (fault.status() == FaultStatus.INSTALLED && fault.installedNanos() < end) {
                    long outage = outage(fault, end);
                    boolean isPlanned = planned.contains(fault.kind());
                    if (!isPlanned) {
                        all.add(outage);
                    } else if (fault.keyspace() == ops.get(0).keyspace()) {
                        handovers.add(outage);
                    }
                    if ((isPlanned || majorityKeeping.contains(fault.kind())) && isSingle(fault)) {
                        judged.add(outage);
                        bounded(fault, outage, isPlanned);
                    }
                }
            }
            figures("any fault", all);
            figures("a single fault", judged);
            figures("a planned handover", handovers);
            return findings.result(ops.size());
        }

        private void figures(String what, Longs nanos) {
            Percentiles outages = Percentiles.of(nanos.toArray());
            findings.figure("outages of " + what, nanos.size());
            findings.figure("outage of " + what + " p50 ms", outages.at(0.5) / NANOS_PER_MILLI);
            findings.figure("outage of " + what + " p99 ms", outages.at(0.99) / NANOS_PER_MILLI);
            findings.figure("outage of " + what + " max ms", outages.at(1) / NANOS_PER_MILLI);
        }

        private void bounded(FaultRecord fault, long outage, boolean isPlanned) {
            if (outage > (isPlanned ? bounds.handover() : bounds.fault()).toNanos()) {
                findings.broken(
                        isPlanned ? "handover-too-long" : "unavailable",
                        () -> String.format(
                                Locale.ROOT,
                                "Nobody was served for %.0f ms after %s on nodes %s at %.0f ms, %s: %s",
                                outage / NANOS_PER_MILLI,
                                fault.kind(),
                                fault.nodes(),
                                fault.installedNanos() / NANOS_PER_MILLI,
                                isPlanned ? "a single planned handover" : "a single fault that left a majority",
                                fault.detail()));
            }
        }

        private boolean isSingle(FaultRecord fault) {
            return faults.stream()
                    .allMatch(other -> other.equals(fault)
                            || other.installedNanos() > fault.healedNanos()
                            || other.healedNanos() + settleNanos < fault.installedNanos());
        }

        private long outage(FaultRecord fault, long end) {
            long until = Math.min(end, fault.healedNanos() + settleNanos);
            for (FaultRecord other : faults) {
                if (other.installedNanos() > fault.healedNanos()) {
                    until = Math.min(until, other.installedNanos());
                }
            }
            return Math.max(recovery(fault, end), silence(fault.installedNanos(), until, op -> counts(op, fault)));
        }

        /**
         * To the first of some answers in a row, which operations sent to another node do not break; to the end of the
         * run if there is no such row.
         */
        private long recovery(FaultRecord fault, long end) {
            long installed = fault.installedNanos();
            int[] rows = new int[history.nodes().size() + 1];
            long[] begun = new long[rows.length];
            for (int i = Order.above(returns, returns.length, installed); i < returns.length; i++) {
                Op op = ops.get(i);
                if (op.calledNanos() < installed || !counts(op, fault)) {
                    continue;
                }
                int node = op.node() + 1;
                if (!Ops.isServed(op)) {
                    rows[node] = 0;
                    continue;
                }
                if (rows[node]++ == 0) {
                    begun[node] = op.returnedNanos();
                }
                if (rows[node] == IN_A_ROW) {
                    return begun[node] - installed;
                }
            }
            return end - installed;
        }

        /** Whether it was not sent to a node that the fault hit, or the fault hit a majority, or breaks nothing. */
        private boolean counts(Op op, FaultRecord fault) {
            return planned.contains(fault.kind())
                    || fault.nodes().size() * 2 > history.nodes().size()
                    || !fault.nodes().contains(op.node());
        }

        /** The longest time without an answer in between. */
        private long silence(long from, long until, Predicate<Op> counts) {
            long longest = 0;
            long last = from;
            int i = Order.above(returns, returns.length, from - 1);
            while (i < returns.length && returns[i] <= until) {
                if (Ops.isServed(ops.get(i)) && counts.test(ops.get(i))) {
                    longest = Math.max(longest, returns[i] - last);
                    last = returns[i];
                }
                i++;
            }
            return Math.max(longest, until - last);
        }
    }
}
