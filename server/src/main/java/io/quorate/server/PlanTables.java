package io.quorate.server;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.server.common.NodeId;
import io.quorate.server.topology.BackupPlan;
import io.quorate.server.topology.CityOutlook;
import io.quorate.server.topology.Cost;
import io.quorate.server.topology.FaultCase;
import io.quorate.server.topology.GoalVerdict;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.KeyspacePlan;
import io.quorate.server.topology.NextStop;
import io.quorate.server.topology.Outlook;
import io.quorate.server.topology.Pair;
import io.quorate.server.topology.Pairs;
import io.quorate.server.topology.RoundTrips;
import io.quorate.server.topology.Single;
import io.quorate.server.topology.Spans;
import io.quorate.server.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints a plan for people. */
final class PlanTables {
    private static final int NAMES_WIDTH = 56;
    private static final int COSTS_WIDTH = 44;
    private static final int EXAMPLES = 5;
    /** Both ways, forth, and back. */
    private static final int ALL_WAYS = 3;

    private final PlanReport report;
    private final StringBuilder text = new StringBuilder();

    /** What a line of the table of faults says of them; equal when a reader sees no difference. */
    private record Cells(
            String leader, String writes, String linearizable, String bounded, String local, String rpo, String rto) {
        static Cells of(Outlook outlook) {
            return new Cells(
                    name(outlook.leader()),
                    costs(outlook, CityOutlook::write),
                    costs(outlook, CityOutlook::linearizable),
                    cities(outlook, CityOutlook.Service.BOUNDED),
                    cities(outlook, CityOutlook.Service.LOCAL),
                    outlook.loss().text(),
                    outlook.recovery().text());
        }
    }

    /** A line of the table of faults. */
    private record Row(String label, Cells cells) {}

    private PlanTables(PlanReport report) {
        this.report = report;
    }

    static String of(PlanReport report) {
        PlanTables tables = new PlanTables(report);
        tables.head();
        report.plan().keyspaces().forEach(tables::keyspace);
        tables.verdict();
        return tables.text.toString();
    }

    private void head() {
        Topology topology = report.plan().topology();
        line("plan of cluster " + topology.cluster() + ": "
                + count(topology.geography().sites().size(), "node", "nodes") + ", "
                + count(topology.geography().zones().size(), "zone", "zones") + ", "
                + count(topology.geography().cities().size(), "city", "cities"));
        line("timing: an election takes up to " + Spans.text(topology.timing().electionTimeoutMax())
                + ", then the new leader waits out older leases for "
                + Spans.text(topology.timing().waitOut()));
        for (RoundTrips.Assumption each : topology.roundTrips().assumptions()) {
            String where = each.from().equals(each.to())
                    ? "within " + each.from()
                    : "between " + each.from() + " and " + each.to();
            line("assumed: a round trip of " + Spans.text(each.rtt()) + " " + where + ", which no link states");
        }
        BackupPlan backup = topology.backup();
        if (backup != null) {
            line("assumed: the backup in " + backup.store() + " survives every fault");
        }
        report.refusals().forEach(each -> line("not in this release, no server starts with it: " + each));
        report.caveats().forEach(each -> line("not in this release: " + each));
    }

    private void keyspace(KeyspacePlan keyspace) {
        Group group = keyspace.group();
        Group.Roles roles = group.roles();
        line("");
        line("keyspace " + group.keyspace() + ": " + group.pattern() + ", "
                + (group.home() == null ? "no home, any voter may lead" : "home " + group.home()) + ", "
                + keyspace.healthy().leader() + " leads" + (group.leaderLease() ? "" : ", no leader lease"));
        line("voters " + names(roles.voters()) + "; witnesses " + names(roles.witnesses()) + "; learners "
                + names(roles.learners()) + "; " + roles.majority() + " of " + roles.counting() + " must agree");
        line(AsciiTable.builder()
                .lineSeparator("\n")
                .data(keyspace.healthy().cities(), cityColumns())
                .asString());
        line("single faults; RPO as if lost nodes never came back:");
        table(rows(keyspace.singles()));
        pairs(keyspace.pairs());
        line("next: " + next(keyspace.next()));
        keyspace.goals().forEach(goal -> line(goal(goal)));
    }

    /** Each loss has its line; links that end the same share one, for there are many and most change little. */
    private static List<Row> rows(List<Single> singles) {
        List<Row> rows = new ArrayList<>();
        Map<Cells, List<FaultCase>> links = new LinkedHashMap<>();
        for (Single single : singles) {
            Cells cells = Cells.of(single.outlook());
            if (single.fault().kind().isLoss()) {
                rows.add(new Row(single.label(), cells));
            } else {
                links.computeIfAbsent(cells, none -> new ArrayList<>()).addAll(single.same());
            }
        }
        links.forEach((cells, same) -> rows.add(new Row(linkNames(same), cells)));
        return rows;
    }

    /** A link that ends the same in one direction only is not named three times. */
    private static String linkNames(List<FaultCase> links) {
        Map<Set<String>, List<FaultCase>> byEnds = new LinkedHashMap<>();
        links.forEach(link -> byEnds.computeIfAbsent(Set.copyOf(link.places()), ends -> new ArrayList<>())
                .add(link));
        return byEnds.values().stream()
                .map(same -> same.size() == ALL_WAYS
                        ? same.get(0).label() + " or one way of it"
                        : same.stream().map(FaultCase::label).collect(Collectors.joining(", ")))
                .collect(Collectors.joining(", "));
    }

    private void table(List<Row> rows) {
        List<ColumnData<Row>> columns = List.of(
                column("FAULT", NAMES_WIDTH, Row::label),
                column("LEADER", NAMES_WIDTH, row -> row.cells().leader()),
                column("WRITES", COSTS_WIDTH, row -> row.cells().writes()),
                column("LINEARIZABLE", COSTS_WIDTH, row -> row.cells().linearizable()),
                column("BOUNDED", COSTS_WIDTH, row -> row.cells().bounded()),
                column("SESSION, SERIALIZABLE", COSTS_WIDTH, row -> row.cells().local()),
                column("RPO", COSTS_WIDTH, row -> row.cells().rpo()),
                column("RTO", COSTS_WIDTH, row -> row.cells().rto()));
        line(AsciiTable.builder().lineSeparator("\n").data(rows, columns).asString());
    }

    private void pairs(Pairs pairs) {
        if (pairs.skipped() > 0) {
            line("pairs of faults: not tried, for " + pairs.skipped() + " are too many");
            return;
        }
        List<Pair> shown = report.pairs()
                ? pairs.listed()
                : pairs.listed().stream()
                        .filter(Pair::stopsWrites)
                        .limit(EXAMPLES)
                        .toList();
        line("pairs of faults: " + pairs.tried() + " tried; " + pairs.newlyStopping()
                + " stop or lose what neither part does alone; " + pairs.newlyStoppingWrites()
                + " of these stop all writes" + (report.pairs() || shown.isEmpty() ? "" : examples(shown, pairs)));
        if (report.pairs() && !shown.isEmpty()) {
            table(shown.stream()
                    .map(pair -> new Row(pair.label(), Cells.of(pair.outlook())))
                    .toList());
            int more = pairs.newlyStopping() - shown.size();
            if (more > 0) {
                line("and " + more + " more");
            }
        }
    }

    private static String examples(List<Pair> shown, Pairs pairs) {
        String names = shown.stream().map(Pair::label).collect(Collectors.joining("; "));
        return ": " + names + (pairs.newlyStoppingWrites() > shown.size() ? "; ..." : "");
    }

    private static String next(NextStop next) {
        if (next.stopped()) {
            return "writes are stopped already";
        }
        return next.faults().isEmpty()
                ? "no single fault stops writes"
                : "the smallest fault that stops writes is "
                        + next.faults().stream().map(FaultCase::label).collect(Collectors.joining(", or "));
    }

    private static String goal(GoalVerdict goal) {
        return "goal " + goal.name() + " " + goal.stated() + ": " + (goal.met() ? "met, " : "NOT MET, ") + goal.why();
    }

    private void verdict() {
        line("");
        List<String> broken = report.plan().keyspaces().stream()
                .flatMap(keyspace -> keyspace.goals().stream()
                        .filter(goal -> !goal.met())
                        .map(goal -> keyspace.group().keyspace() + " " + goal.name()))
                .toList();
        line("verdict: "
                + switch (report.plan().verdict()) {
                    case NO_GOALS -> "no goal is stated";
                    case MET -> "every stated goal can be met";
                    case NOT_MET -> "cannot be met: " + String.join(", ", broken);
                });
    }

    private static List<ColumnData<CityOutlook>> cityColumns() {
        return List.of(
                column("FROM", NAMES_WIDTH, CityOutlook::city),
                column("WRITE", COSTS_WIDTH, city -> cost(city.write())),
                column("LINEARIZABLE READ", COSTS_WIDTH, city -> cost(city.linearizable())),
                column("BOUNDED READ", COSTS_WIDTH, city -> city.bounded() ? "0 RTT" : "no data here"),
                column("SESSION, SERIALIZABLE READ", COSTS_WIDTH, city -> city.local() ? "0 RTT" : "no data here"));
    }

    private static <T> ColumnData<T> column(String header, int width, Function<T, String> of) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(HorizontalAlign.LEFT)
                .maxWidth(width)
                .with(of);
    }

    private static String cost(@Nullable Cost cost) {
        if (cost == null) {
            return "no";
        }
        return cost.roundTrips() + " RTT" + (cost.roundTrips() == 0 ? "" : ", " + Spans.text(cost.time()));
    }

    private static String costs(Outlook outlook, Function<CityOutlook, @Nullable Cost> of) {
        List<String> parts = new ArrayList<>();
        for (CityOutlook city : outlook.cities()) {
            Cost cost = of.apply(city);
            if (cost != null) {
                parts.add(city.city() + " " + Spans.text(cost.time()));
            }
        }
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }

    private static String cities(Outlook outlook, CityOutlook.Service service) {
        List<String> names = outlook.cities().stream()
                .filter(city -> city.offers(service))
                .map(CityOutlook::city)
                .toList();
        if (names.isEmpty()) {
            return "none";
        }
        return names.size() == outlook.cities().size() ? "all" : String.join(", ", names);
    }

    private static String name(@Nullable NodeId node) {
        return node == null ? "none" : node.value();
    }

    private static String names(List<NodeId> nodes) {
        return nodes.isEmpty() ? "none" : nodes.stream().map(NodeId::value).collect(Collectors.joining(" "));
    }

    private static String count(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
