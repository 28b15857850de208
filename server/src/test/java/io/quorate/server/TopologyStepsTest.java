package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.TopologyReader;
import org.junit.jupiter.api.Test;

/** What is to be done for a file. */
class TopologyStepsTest {
    private static final String RUNNING = TopologyReader.builtInText() + """
              orders: { pattern: cross-city, voters: [n1, n2, n3], home: hangzhou, goals: { survive: node } }
              users: { pattern: cross-city, voters: [n1, n2, n3] }
            """;

    private static TopologySteps steps(String wanted, boolean drop) throws ConfigException {
        ClusterConfig running = TopologyReader.parse("running", RUNNING);
        return TopologySteps.between(running, TopologyReader.parse("wanted", wanted), drop);
    }

    @Test
    void shouldHaveNothingToDoForTheSame() throws ConfigException {
        TopologySteps same = steps(RUNNING, true);

        assertThat(same.steps()).isEmpty();
        assertThat(same.refusals()).isEmpty();
        assertThat(same.left()).isEmpty();
    }

    @Test
    void shouldCreateThenAlterThenDrop() throws ConfigException {
        String wanted = TopologyReader.builtInText() + """
                  orders: { pattern: cross-city, voters: [n3, n2, n1], goals: { survive: zone } }
                  bills: { pattern: same-city, home: sh-a }
                """;

        TopologySteps dropping = steps(wanted, true);

        assertThat(dropping.refusals()).isEmpty();
        assertThat(dropping.steps())
                .extracting(TopologySteps.Step::text)
                .containsExactly(
                        "create keyspace bills (same-city, home sh-a)",
                        "move the home of keyspace orders from hangzhou to anywhere",
                        "change the goals of keyspace orders",
                        "drop keyspace users with all its data");
        TopologySteps keeping = steps(wanted, false);
        assertThat(keeping.steps()).extracting(TopologySteps.Step::verb).containsExactly("create", "alter", "alter");
        assertThat(keeping.left()).singleElement().asString().contains("users").contains("--drop");
    }

    @Test
    void shouldRefuseWhatCannotBeChangedLive() throws ConfigException {
        String wanted = RUNNING.replace("orders: { pattern: cross-city", "orders: { pattern: same-city")
                        .replace("8ms", "9ms")
                        .replace("http: 8579", "http: 8580")
                + "  few: { pattern: same-city, voters: [n1, n2] }\nsettings: { max_keyspaces: 40 }\n";

        assertThat(steps(wanted, false).refusals())
                .anySatisfy(
                        text -> assertThat(text).startsWith("~ node n3: http").contains("nodes while"))
                .anySatisfy(text -> assertThat(text).startsWith("~ link").contains("restart"))
                .anySatisfy(text ->
                        assertThat(text).startsWith("+ setting max_keyspaces").contains("restart"))
                .anySatisfy(text -> assertThat(text).startsWith("~ keyspace orders: pattern"))
                .anySatisfy(
                        text -> assertThat(text).startsWith("+ keyspace few").contains("voters of the default"))
                .hasSize(5);
        assertThat(steps(RUNNING.replace("cluster: demo", "cluster: other"), false)
                        .refusals())
                .singleElement()
                .asString()
                .contains("another cluster's");
    }
}
