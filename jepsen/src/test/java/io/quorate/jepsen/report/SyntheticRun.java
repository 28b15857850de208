package io.quorate.jepsen.report;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A run that never was, with everything in it that a report shows: outages, elections, faults, broken promises. */
final class SyntheticRun {
    static final String EVIL = "</script><script>alert('x')</script><img src=x onerror=alert(1)> & \"quoted\" {{data}}";

    private static final List<String> KINDS = List.of(
            "kill",
            "pause",
            "partition-halves",
            "partition-one-way",
            "isolate-leader",
            "power-loss",
            "power-loss-all",
            "clock-step",
            "clock-rate",
            "disk-stall",
            "disk-full",
            "slow-link",
            "leader-transfer",
            "snapshot-install");
    private static final long SECOND = 1_000_000_000L;

    private record Outage(long from, long to) {}

    private final Random random;
    private final long span;
    private final List<Op> ops = new ArrayList<>();
    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<Outage> outages = new ArrayList<>();
    private long value = 1;
    private long revision = 1;
    private int successor;

    private SyntheticRun(long seed, Duration duration) {
        random = new Random(seed);
        span = duration.toNanos();
    }

    static RunReport of(long seed, Duration duration, int clients, boolean broken) {
        SyntheticRun run = new SyntheticRun(seed, duration);
        run.makeFaults(30);
        for (int client = 0; client < clients; client++) {
            run.client(client);
        }
        run.ops.sort(Comparator.comparingLong(Op::calledNanos));
        for (int i = 0; i < run.ops.size(); i++) {
            Op op = run.ops.get(i);
            run.ops.set(
                    i,
                    new Op(
                            i,
                            op.process(),
                            op.node(),
                            op.invocation(),
                            op.completion(),
                            op.calledNanos(),
                            op.returnedNanos()));
        }
        History history = new History(seed, List.of("n1", "n2", "n3", "n4", "n5"), run.ops, run.faults, run.leaders());
        return new RunReport(setup(seed), duration, history, results(history, broken), sections());
    }

    private void makeFaults(int count) {
        for (int i = 0; i < count; i++) {
            String kind = KINDS.get(i % KINDS.size());
            boolean all = kind.contains("all");
            long from = (i + 1) * span / (count + 3) + random.nextInt(500_000_000);
            long to = from + (kind.contains("power") ? 0 : SECOND + (long) (random.nextDouble() * 4 * SECOND));
            boolean leader = random.nextInt(3) == 0 || kind.contains("leader") || all;
            FaultRecord fault = new FaultRecord(
                    kind,
                    kind.contains("halves") || all
                            ? Set.of("leader", "follower")
                            : Set.of(leader ? "leader" : "follower"),
                    all ? List.of(0, 1, 2, 3, 4) : List.of(random.nextInt(5)),
                    status(i),
                    i == 3 ? EVIL : "seen by its effect: probe " + i + " answered as expected",
                    from,
                    to);
            faults.add(fault);
            if (leader && fault.status() == FaultStatus.INSTALLED) {
                outages.add(new Outage(from, from + SECOND / 2 + (long) (random.nextDouble() * 3 * SECOND)));
            }
        }
    }

    private static FaultStatus status(int fault) {
        return switch (fault) {
            case 9 -> FaultStatus.SKIPPED;
            case 17 -> FaultStatus.INDETERMINATE;
            default -> FaultStatus.INSTALLED;
        };
    }

    private void client(int client) {
        long t = random.nextInt(50_000_000);
        int process = client;
        while (t < span) {
            long latency = (long) (2_000_000 * Math.exp(random.nextGaussian() * 0.6));
            long called = t;
            Outage outage = outages.stream()
                    .filter(each -> each.from() <= called && called < each.to())
                    .findFirst()
                    .orElse(null);
            if (outage != null) {
                latency += Math.min(outage.to() - t, 2 * SECOND);
            }
            @Nullable Completion failed = null;
            if (latency >= 2 * SECOND) {
                failed = Completion.info("DEADLINE_EXCEEDED: etcdserver: request timed out");
            } else if (outage != null && random.nextInt(3) == 0) {
                latency = 5_000_000;
                failed = random.nextBoolean()
                        ? Completion.fail("UNAVAILABLE: etcdserver: no leader")
                        : Completion.info("UNAVAILABLE: connection reset " + (random.nextInt(20) == 0 ? EVIL : ""));
            }
            ops.add(op(process, client % 5, t, t + latency, failed));
            if (failed != null && failed.outcome() == Outcome.INFO) {
                process = 100 + successor++;
            }
            t += latency + 8_000_000 + random.nextInt(20_000_000);
        }
    }

    private Op op(int process, int node, long called, long returned, @Nullable Completion failed) {
        Receipt receipt = new Receipt(revision, 3, 0x8e9e05c52164694dL + node);
        int key = random.nextInt(40);
        Invocation asked;
        Seen seen;
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                asked = Invocation.write(WorkloadKind.REGISTER, key, value++);
                seen = Seen.key(0, ++revision, 1);
            }
            case 2 -> {
                asked = Invocation.cas(WorkloadKind.REGISTER, key, Math.max(0, value - 20), value++);
                seen = Seen.key(0, ++revision, 2);
                if (failed == null && random.nextInt(4) == 0) {
                    return new Op(0, process, node, asked, Completion.mismatch(seen, receipt), called, returned);
                }
            }
            case 3 -> {
                asked = Invocation.txn(List.of(Micro.append(key, value++), Micro.read(key, Elements.NONE)));
                seen = Seen.micros(
                        List.of(asked.micros().get(0), Micro.read(key, Elements.of(value - 9, value - 4, value - 1))));
            }
            case 4 -> {
                asked = Invocation.read(WorkloadKind.STALENESS, ReadLevel.SERIALIZABLE, key);
                seen = Seen.key(value - 5, revision, 3);
            }
            case 5 -> {
                asked = Invocation.readAll(ReadLevel.LINEARIZABLE, 1);
                seen = Seen.elements(Elements.of(1, 2, 3, 5, 8, 13, 21));
            }
            default -> {
                asked = Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, key);
                seen = Seen.key(value - 3, revision, 3);
            }
        }
        return new Op(
                0, process, node, asked, failed != null ? failed : Completion.ok(seen, receipt), called, returned);
    }

    /** The leader changes with every outage. */
    private List<LeaderSample> leaders() {
        List<LeaderSample> samples = new ArrayList<>();
        outages.sort(Comparator.comparingLong(Outage::from));
        for (long t = 0; t < span; t += SECOND / 4) {
            long now = t;
            long term = 3 + outages.stream().filter(each -> each.to() <= now).count();
            boolean electing = outages.stream().anyMatch(each -> each.from() + SECOND / 3 <= now && now < each.to());
            int leader = (int) (term * 7 % 5);
            for (int node = 0; node < 5; node++) {
                boolean silent = electing && node == leader;
                samples.add(new LeaderSample(t, node, electing ? -1 : leader, silent ? -1 : term));
            }
        }
        return samples;
    }

    private static RunSetup setup(long seed) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("time", "120 s");
        options.put("nemesis", String.join(",", KINDS));
        options.put("rate", "400/s");
        options.put("profile", "safe");
        List<NodeSpec> topology = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String city = i < 3 ? "shanghai" : "beijing";
            topology.add(new NodeSpec(
                    "n" + (i + 1), city, city.charAt(0) + "" + (i % 3 + 1), "127.0.1." + (i + 1), 2379, 9100));
        }
        return new RunSetup(
                "Swarm, five nodes in two cities <" + seed + ">",
                Instant.parse("2026-11-23T04:05:06Z"),
                seed,
                "./quorate jepsen run --topology five.yaml --nemesis all --time 120 --workload register,append,set --seed "
                        + seed,
                "0.1.0-SNAPSHOT, commit 4de75df",
                options,
                topology);
    }

    private static List<Section> sections() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int i = 1; i <= 5; i++) {
            hashes.put("n" + i, "8d7f03c1 at revision 20731");
        }
        return List.of(
                new Section("Replica hashes", hashes),
                new Section("Exit codes", Map.of("n1", "137 (killed)", "n2", "0")),
                new Section(
                        "Harness health",
                        Map.of("longest pause of garbage collection", "23 ms", "lag of relays, at most", "4 ms")));
    }

    private static List<CheckResult> results(History history, boolean broken) {
        List<CheckResult> results = new ArrayList<>();
        results.add(linearizable(history, broken));
        results.add(
                new CheckResult("witness", Verdict.PASS, 31_210, List.of(), figures("revisions", 20_731, "gaps", 0)));
        results.add(cycles(history, broken));
        results.add(new CheckResult("session", Verdict.PASS, 8_020, List.of(), figures("sessions", 61)));
        results.add(new CheckResult(
                "staleness", Verdict.PASS, 4_900, List.of(), figures("p99 millis", 41.25, "max millis", 912.5)));
        results.add(new CheckResult(
                "durability",
                broken ? Verdict.UNKNOWN : Verdict.PASS,
                12_000,
                broken
                        ? List.of(new Anomaly("not-read", "The last read of key 7 never came back.", List.of()))
                        : List.of(),
                figures("acknowledged writes", 12_000, "lost", 0)));
        results.add(new CheckResult(
                "coverage",
                Verdict.PASS,
                0,
                List.of(),
                figures("faults installed", 28, "kinds", 14, "OK share", 0.97)));
        return results;
    }

    private static CheckResult linearizable(History history, boolean broken) {
        List<Anomaly> anomalies = new ArrayList<>();
        if (broken) {
            Op write = find(history, history.ops().size() / 10, op -> op.isOk() && op.action() == Action.WRITE);
            Op next = find(
                    history,
                    (int) write.id() + 1,
                    op -> op.isOk() && onKey(op, write.invocation().key()));
            Op read = find(
                    history,
                    (int) next.id() + 1,
                    op -> op.isOk() && onKey(op, write.invocation().key()) && op.calledNanos() > next.returnedNanos());
            anomalies.add(new Anomaly(
                    "stale-read",
                    "Operation " + write.id() + " wrote " + write.invocation().value() + " and was acknowledged before "
                            + read.id() + " began, which read an older value. No order of the operations on key "
                            + write.invocation().key() + " explains both. " + EVIL,
                    List.of(write.id(), next.id(), read.id())));
        }
        return new CheckResult(
                "linearizable",
                broken ? Verdict.FAIL : Verdict.PASS,
                26_311,
                anomalies,
                figures("keys", 40, "most configurations", 522, "seconds", 0.731));
    }

    private static CheckResult cycles(History history, boolean broken) {
        List<Anomaly> anomalies = new ArrayList<>();
        if (broken) {
            Op first = find(history, history.ops().size() / 8, op -> op.isOk() && op.workload() == WorkloadKind.APPEND);
            Op lost = find(history, 0, op -> !op.isOk());
            Op last = find(history, (int) first.id() + 1, op -> op.isOk() && op.workload() == WorkloadKind.APPEND);
            anomalies.add(new Anomaly(
                    "G-single-realtime",
                    "T1 = " + first.id() + " did not see what T2 = " + lost.id() + " appended, T3 = " + last.id()
                            + " saw it, and T3 returned before T1 was called.",
                    List.of(first.id(), lost.id(), last.id())));
        }
        return new CheckResult(
                "elle",
                broken ? Verdict.FAIL : Verdict.PASS,
                5_002,
                anomalies,
                figures("transactions", 5_002, "edges", 20_114));
    }

    private static boolean onKey(Op op, int key) {
        return op.workload() == WorkloadKind.REGISTER && op.invocation().key() == key;
    }

    private static Op find(History history, int from, Predicate<Op> which) {
        return history.ops().stream().skip(from).filter(which).findFirst().orElseThrow();
    }

    private static Map<String, Number> figures(Object... namesAndValues) {
        Map<String, Number> figures = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            figures.put((String) namesAndValues[i], (Number) namesAndValues[i + 1]);
        }
        return figures;
    }
}
