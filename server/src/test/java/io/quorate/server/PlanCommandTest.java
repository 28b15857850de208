package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quorate.client.cli.QuorateMain;
import io.quorate.server.config.TopologyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The whole command; run with -Dquorate.write=true to write what it should print. */
class PlanCommandTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "plan");

    @TempDir
    private Path scratch;

    /** What a run printed and how it ended. */
    private record Run(int exit, String out, String err) {}

    private static Run run(Path file, String... more) {
        CommandLine root = QuorateMain.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        List<String> arguments = new ArrayList<>(List.of("plan", file.toString()));
        arguments.addAll(List.of(more));
        int exit = root.execute(arguments.toArray(String[]::new));
        return new Run(exit, out.toString(), err.toString());
    }

    private Path file(String text) throws IOException {
        return Files.writeString(scratch.resolve("t.yaml"), text);
    }

    private Path demo(String more) throws IOException {
        return file(TopologyReader.builtInText() + more);
    }

    private static void compare(String golden, String actual) throws IOException {
        Path file = GOLDEN.resolve(golden);
        if (Boolean.getBoolean("quorate.write")) {
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @CsvSource({
        "demo, single, table, 0",
        "demo, single, json, 0",
        "patterns, single, table, 5",
        "witness, double, table, 5",
        "witness, double, json, 5"
    })
    void shouldPrintTheSameForEver(String topology, String faults, String format, int exit) throws IOException {
        Path file = topology.equals("demo") ? demo("") : GOLDEN.resolve(topology + ".yaml");

        Run run = run(file, "--faults", faults, "--output", format);

        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isEqualTo(exit);
        compare(topology + "-" + faults + "." + format.replace("table", "txt"), run.out());
    }

    @Test
    void shouldEndWithTheVerdict() throws IOException {
        assertThat(run(goals("survive: zone, rpo: 0, rto: 3s, write_p99: 10ms")).exit())
                .isZero();
        Run broken = run(goals("survive: city"));
        assertThat(broken.exit()).isEqualTo(5);
        assertThat(broken.out())
                .contains(
                        "goal survive city: NOT MET, city shanghai lost: writes stop, 1 of 3 voters and witnesses left")
                .endsWith("verdict: cannot be met: default survive\n");
    }

    private Path goals(String goals) throws IOException {
        return file(TopologyReader.builtInText().replace("home: shanghai", "home: shanghai, goals: { " + goals + " }"));
    }

    @Test
    void shouldBeJsonOfAStableShape() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(run(goals("survive: city"), "--output", "json").out());

        assertThat(json.path("format").asInt()).isEqualTo(1);
        assertThat(json.path("verdict").asText()).isEqualTo("not-met");
        JsonNode keyspace = json.path("keyspaces").path(0);
        assertThat(keyspace.at("/goals/0/counterExample/kind").asText()).isEqualTo("city");
        assertThat(keyspace.at("/healthy/cities/1/write/ms").decimalValue()).isEqualByComparingTo("9");
        assertThat(keyspace.at("/nextFaultsThatStopWrites/0/places/0").asText()).isEqualTo("shanghai");
        assertThat(keyspace.path("pairs").has("listed")).isFalse();
    }

    @Test
    void shouldPlanOneKeyspaceOnly() throws IOException {
        Path two = demo("  orders: { voters: [n3], home: hangzhou, goals: { survive: node } }\n");

        assertThat(run(two).exit()).isEqualTo(5);
        Run one = run(two, "--keyspace", "default");
        assertThat(one.exit()).isZero();
        assertThat(one.out())
                .doesNotContain("keyspace orders")
                .as("but nothing hides that a server would not start")
                .contains("no server starts with it: keyspace 'orders': this release has every keyspace on every node");
        Run unknown = run(two, "--keyspace", "order");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no keyspace 'order'; known are default, orders");
    }

    @Test
    void shouldSayWhatIsWrongWithTheFile() throws IOException {
        Run wrong = run(file("cluster: demo\ncolour: red\n"));
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err())
                .contains("quorate plan: ")
                .contains("t.yaml:1: cities is missing")
                .contains("t.yaml:2: unknown field 'colour'");

        Run absent = run(scratch.resolve("absent.yaml"));
        assertThat(absent.exit()).isEqualTo(1);
        assertThat(absent.err()).contains("does not exist");

        Run nobody = run(demo("  orders: { learners: [n1, n2, n3] }\n"));
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err()).contains("t.yaml:16: keyspace 'orders' has no voter; leave at least one node to vote");
    }

    @Test
    void shouldRefuseAWrongCommandLine() throws IOException {
        assertThat(run(demo(""), "--faults", "triple").exit()).isEqualTo(2);
        assertThat(run(demo(""), "--output", "xml").exit()).isEqualTo(2);
        assertThat(run(demo(""), "another.yaml").exit()).isEqualTo(2);
        assertThat(QuorateMain.commandLine()
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("plan"))
                .isEqualTo(2);
    }

    @Test
    void shouldRefuseWhatIsTooMuch() throws IOException {
        StringBuilder text = new StringBuilder("cluster: big\ncities: { c: { zones: {\n");
        for (int zone = 0; zone < 100; zone++) {
            text.append("  z%d: { nodes: { n%d: { host: h%d, client: 1, peer: 2, http: 3 } } }%s\n"
                    .formatted(zone, zone, zone, zone == 99 ? "" : ","));
        }

        Run run = run(file(text + "} } }\n"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("15051 single faults are more than 10000, which are tried at most");
    }

    @Test
    void shouldCountPairsThatAreTooMany() throws IOException {
        StringBuilder text = new StringBuilder("cluster: large\ncities: { c: { zones: {\n");
        for (int zone = 0; zone < 24; zone++) {
            text.append("  z%d: { nodes: { n%d: { host: h%d, client: 1, peer: 2, http: 3 } } }%s\n"
                    .formatted(zone, zone, zone, zone == 23 ? "" : ","));
        }

        Run run = run(file(text + "} } }\nkeyspaces: { default: { voters: [n0] } }\n"), "--faults", "double");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("pairs of faults: not tried, for ");
    }
}
