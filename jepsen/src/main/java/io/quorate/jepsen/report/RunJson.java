package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The content of {@code run.json}: all of a run but its operations. Times are nanoseconds since it began. */
final class RunJson {
    /** Raised when something changes its meaning or goes. */
    static final int FORMAT = 1;

    /** Shorter ones are not listed. */
    static final Duration LEAST_GAP = Duration.ofSeconds(1);

    private static final int MOST_GAPS = 1_000;

    private final RunReport report;
    private final Figures figures;
    private final Surroundings surroundings;

    RunJson(RunReport report, Figures figures, Surroundings surroundings) {
        this.report = report;
        this.figures = figures;
        this.surroundings = surroundings;
    }

    ObjectNode whole() {
        return tree(OpJson.whole());
    }

    /** With lists cut to a length that a page can show. */
    ObjectNode shortened() {
        return tree(OpJson.shortened(ReportWriter.MOST_ELEMENTS));
    }

    private ObjectNode tree(OpJson ops) {
        ObjectNode root = Json.object();
        root.put("format", FORMAT);
        root.put("verdict", report.verdict().name());
        root.set("setup", SetupJson.of(report.setup()));
        root.set("durationNanos", Json.number(report.duration().toNanos()));
        root.set("totals", totals());
        root.set("checkers", checkers(ops));
        root.set("operations", operations());
        root.set("errors", errors());
        root.set("faults", faults());
        root.set("coverage", coverage());
        root.set("gaps", gaps());
        root.set("terms", terms());
        root.set("sections", SetupJson.sections(report.sections()));
        return root;
    }

    private ObjectNode totals() {
        long ok = figures.operations().stream().mapToLong(OperationRow::ok).sum();
        ObjectNode node = Json.object();
        node.put("operations", report.history().ops().size());
        node.put("ok", ok);
        node.put(
                "fail",
                figures.operations().stream().mapToLong(OperationRow::fail).sum());
        node.put(
                "unequal",
                report.history().ops().stream().filter(Ops::isMismatch).count());
        node.put(
                "info",
                figures.operations().stream().mapToLong(OperationRow::info).sum());
        node.put("okPerSecond", Math.round(ok * 1e10 / figures.spanNanos()) / 10.0);
        node.set("latencyNanos", latency(figures.latency()));
        node.put("faults", figures.coverage().total(FaultStatus.INSTALLED));
        node.put("faultKinds", figures.coverage().installedKinds());
        node.put("faultsSkipped", figures.coverage().total(FaultStatus.SKIPPED));
        node.put("faultsIndeterminate", figures.coverage().total(FaultStatus.INDETERMINATE));
        node.put("terms", figures.terms().size());
        node.put("leaderChanges", LeaderTerm.changes(figures.terms()));
        node.put("longestGapNanos", figures.gaps().longest().map(Gap::nanos).orElse(0L));
        node.put(
                "anomalies",
                report.results().stream()
                        .mapToInt(result -> result.anomalies().size())
                        .sum());
        return node;
    }

    private ArrayNode checkers(OpJson ops) {
        ArrayNode array = Json.array();
        for (CheckResult result : report.results()) {
            ObjectNode node = array.addObject();
            node.put("checker", result.checker());
            node.put("verdict", result.verdict().name());
            node.put("checked", result.checked());
            ObjectNode measured = node.putObject("figures");
            result.figures().forEach((name, value) -> measured.set(name, SetupJson.number(value)));
            ArrayNode anomalies = node.putArray("anomalies");
            result.anomalies().forEach(anomaly -> anomalies.add(anomaly(anomaly, ops)));
        }
        return array;
    }

    private ObjectNode anomaly(Anomaly anomaly, OpJson ops) {
        ObjectNode node = Json.object();
        node.put("kind", anomaly.kind());
        node.put("story", anomaly.story());
        node.set("ops", ops.ops(surroundings.concerned(anomaly)));
        return node;
    }

    private ArrayNode operations() {
        ArrayNode array = Json.array();
        for (OperationRow row : figures.operations()) {
            ObjectNode node = array.addObject();
            node.put("workload", row.kind().workload().name());
            node.put("action", row.kind().action().name());
            node.put("level", row.kind().level().name());
            node.put("ok", row.ok());
            node.put("fail", row.fail());
            node.put("info", row.info());
            node.set("latencyNanos", latency(row.latency()));
        }
        return array;
    }

    private static ObjectNode latency(Quantiles quantiles) {
        ObjectNode node = Json.object();
        node.put("p50", quantiles.p50());
        node.put("p90", quantiles.p90());
        node.put("p99", quantiles.p99());
        node.put("p99.9", quantiles.p999());
        node.put("max", quantiles.max());
        return node;
    }

    private ArrayNode errors() {
        ArrayNode array = Json.array();
        for (ErrorRow row : figures.errors()) {
            ObjectNode node = array.addObject();
            node.put("outcome", row.outcome().name());
            node.put("error", row.error());
            node.put("count", row.count());
            node.put("firstNanos", row.firstNanos());
            node.put("lastNanos", row.lastNanos());
        }
        return array;
    }

    private ArrayNode faults() {
        ArrayNode array = Json.array();
        for (FaultRecord fault : report.history().faults()) {
            ObjectNode node = array.addObject();
            node.put("kind", fault.kind());
            node.put("keyspace", report.history().keyspaces().get(fault.keyspace()));
            node.set("roles", Json.texts(fault.roles().stream().sorted().toList()));
            ArrayNode nodes = node.putArray("nodes");
            fault.nodes().forEach(nodes::add);
            node.put("status", fault.status().name());
            node.put("detail", fault.detail());
            node.put("installedNanos", fault.installedNanos());
            node.put("healedNanos", fault.healedNanos());
            if (fault.status() != FaultStatus.SKIPPED) {
                effect(fault, node);
            }
        }
        return array;
    }

    /** The longest gap of each class of operations, and how long the slowest took to come back. */
    private void effect(FaultRecord fault, ObjectNode node) {
        ObjectNode gaps = node.putObject("gapNanos");
        Map<OperationClass, Gap> longest = figures.gaps().during(fault);
        longest.forEach((operations, gap) -> gaps.put(operations.name(), gap.nanos()));
        figures.gaps().recovery(fault.healedNanos()).ifPresent(nanos -> node.put("recoveryNanos", nanos));
    }

    private ObjectNode coverage() {
        ObjectNode node = Json.object();
        node.set("roles", Json.texts(figures.coverage().roles()));
        ArrayNode rows = node.putArray("kinds");
        figures.coverage().kinds().forEach((kind, row) -> {
            ObjectNode each = rows.addObject();
            each.put("kind", kind);
            ObjectNode roles = each.putObject("installedByRole");
            row.byRole().forEach(roles::put);
            each.put("installed", row.count(FaultStatus.INSTALLED));
            each.put("skipped", row.count(FaultStatus.SKIPPED));
            each.put("indeterminate", row.count(FaultStatus.INDETERMINATE));
        });
        return node;
    }

    private ArrayNode gaps() {
        List<Gap> gaps = figures.gaps().longerThan(LEAST_GAP);
        ArrayNode array = Json.array();
        for (Gap gap : gaps.subList(0, Math.min(gaps.size(), MOST_GAPS))) {
            ObjectNode node = array.addObject();
            node.put("operations", gap.operations().name());
            node.put("fromNanos", gap.fromNanos());
            node.put("toNanos", gap.toNanos());
            node.put("open", gap.open());
        }
        return array;
    }

    private ArrayNode terms() {
        ArrayNode array = Json.array();
        for (LeaderTerm term : figures.terms()) {
            ObjectNode node = array.addObject();
            node.put("term", term.term());
            node.put("leader", term.leader());
            node.put("keyspace", report.history().keyspaces().get(term.keyspace()));
            node.put("seenNanos", term.seenNanos());
        }
        return array;
    }
}
