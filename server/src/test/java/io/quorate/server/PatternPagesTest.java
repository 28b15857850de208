package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps what docs/patterns says of each topology equal to what {@code quorate plan} says of it. */
class PatternPagesTest {
    private static final String LADDER = "the ladder";
    private static final List<String> RECOVERIES = List.of("0", "about", "when the link is back", "by hand");
    private static final List<String> LOSSES =
            List.of("0", "unreplicated tail", "learner's lag", "since the last", "everything");
    private static final String FIGURES_OF =
            "Measured \\d{4}-\\d\\d-\\d\\d, commit [0-9a-f]{7,}(-modified)?, \\d+ cores, .+";
    private static final String TRIPLE = "\\d+\\.\\d / \\d+\\.\\d / \\d+\\.\\d";
    private static final String LATENCIES = "\\| \\S+ \\| \\S+( \\| " + TRIPLE + "){5} \\|";
    private static final String SURVIVED =
            "\\| .+ \\| .+ \\| \\d+\\.\\d ms \\(\\d+\\.\\d ms\\) \\| \\d+ \\| nothing \\|";
    private static final String STOPPED = "\\| .+ \\| .+ \\| none, as long as it lasted \\| \\d+ \\| nothing \\|";
    private static final int RPO = 6;
    private static final int RTO = 7;

    /** By name: how far each goes. */
    private static final List<String> RUNGS = List.of(
            "cold-backup",
            "active-standby-async",
            "active-standby",
            "mutual-backup",
            "same-city",
            "cross-city-learner",
            "cross-city",
            "multi-active");

    static List<Path> topologies() throws IOException {
        return PatternPage.topologies();
    }

    /** To write it anew: run this test with {@code -Dquorate.docs=write}. */
    @ParameterizedTest
    @MethodSource("topologies")
    void shouldSayWhatThePlanSays(Path topology) throws IOException {
        PatternPage page = PatternPage.of(topology);
        String block = "plan of " + topology.getFileName();

        compare(page, block, PrintedPlan.of(topology).markdown());
    }

    /**
     * What {@link PatternIT} measured; its numbers are those of one machine on one day. It says how to write them anew.
     */
    @ParameterizedTest
    @MethodSource("topologies")
    void shouldHaveTheFiguresOfWhatCanBeBuilt(Path topology) throws IOException {
        PatternPage page = PatternPage.of(topology);
        String name = topology.getFileName().toString();
        String lacks = PatternPage.NOT_BUILT.get(name);
        if (lacks != null) {
            assertThat(page.says("**Cannot be built yet**")).as(name).isTrue();
            String ladder = new PatternPage(PatternPage.DIRECTORY.resolve("README.md")).block(LADDER);
            assertThat(ladder.lines().filter(line -> line.startsWith("| `" + name + "`")))
                    .singleElement()
                    .asString()
                    .endsWith("| not there: " + lacks + " |");
            return;
        }
        List<String> lines = page.block("figures of " + name).lines().toList();

        assertThat(lines.get(0)).matches(FIGURES_OF);
        assertThat(lines).filteredOn(line -> line.matches(LATENCIES)).isNotEmpty();
        assertThat(lines).filteredOn(line -> line.matches(SURVIVED)).isNotEmpty();
        assertThat(lines).filteredOn(line -> line.matches(STOPPED)).isNotEmpty();
    }

    /** The table of all patterns, less its last column, which people write. To write it anew: as above. */
    @Test
    void shouldHaveOneLadder() throws IOException {
        assertThat(PatternPage.topologies())
                .extracting(file -> file.getFileName().toString().replace(".yaml", ""))
                .containsExactlyInAnyOrderElementsOf(RUNGS);
        PatternPage index = new PatternPage(PatternPage.DIRECTORY.resolve("README.md"));
        Map<String, String> remarks = new LinkedHashMap<>();
        for (String line : index.block(LADDER).lines().toList()) {
            String[] cells = line.split(" \\| ", -1);
            remarks.put(cells[0], cells[cells.length - 1]);
        }
        List<String> rows = new ArrayList<>(List.of(
                "| topology | lost node: RPO; RTO | lost zone | lost city | write at home | write elsewhere |"
                        + " servers start with it | status |",
                "|---|---|---|---|---|---|---|---|"));
        for (String name : RUNGS) {
            String row = rung(name);
            rows.add(row + " | " + remarks.getOrDefault(row.split(" \\| ", -1)[0], "? |"));
        }

        compare(index, LADDER, String.join("\n", rows));
    }

    private static void compare(PatternPage page, String block, String expected) throws IOException {
        if ("write".equals(System.getProperty("quorate.docs"))) {
            page.write(block, expected);
        }
        assertThat(page.block(block)).isEqualTo(expected);
    }

    private static String rung(String name) {
        PrintedPlan plan = PrintedPlan.of(PatternPage.DIRECTORY.resolve(name + ".yaml"));
        List<List<String>> cities = plan.table("FROM");
        Set<String> elsewhere = new LinkedHashSet<>();
        cities.subList(1, cities.size()).forEach(city -> elsewhere.add(city.get(1)));
        Set<String> refusals = plan.lines("not in this release, no server starts with it: ").stream()
                .map(line -> line.replaceFirst("keyspace '[^']*': ", ""))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return "| `" + name + ".yaml` | "
                + Stream.of("node", "zone", "city")
                        .map(extent -> worst(plan.table("FAULT"), extent))
                        .collect(Collectors.joining(" | "))
                + " | " + cities.get(0).get(1) + " | " + (elsewhere.isEmpty() ? "" : String.join("; ", elsewhere))
                + " | " + (refusals.isEmpty() ? "yes" : "no: " + String.join("; ", refusals));
    }

    /** Of the losses of any one such place. */
    private static String worst(List<List<String>> faults, String extent) {
        Pattern place = Pattern.compile("(^|, )(" + extent + (extent.equals("node") ? "|witness" : "") + ") ");
        List<List<String>> losses =
                faults.stream().filter(row -> place.matcher(row.get(0)).find()).toList();
        return worst(losses, RPO, LOSSES) + "; " + worst(losses, RTO, RECOVERIES);
    }

    private static String worst(List<List<String>> losses, int column, List<String> order) {
        return losses.stream()
                .map(row -> row.get(column))
                .max(Comparator.<String>comparingInt(text -> rank(text, order)).thenComparing(text -> text))
                .orElseThrow();
    }

    private static int rank(String text, List<String> order) {
        for (int i = 0; i < order.size(); i++) {
            if (text.startsWith(order.get(i))) {
                return i;
            }
        }
        throw new AssertionError("an outcome that has no place: " + text);
    }
}
