package io.quorate.jepsen.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jepsen.nemesis.FaultKinds;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutantsTest {
    @TempDir
    Path directory;

    @Test
    void shouldHaveAScriptForEveryMutantAndFailpointAndNoOther() throws Exception {
        URL resources = Objects.requireNonNull(Agent.class.getResource("ack-before-quorum.btm"));

        try (Stream<Path> files = Files.list(Path.of(resources.toURI()).getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".btm")))
                    .containsExactlyInAnyOrderElementsOf(Agent.scripts().toList());
        }
    }

    @Test
    void shouldSayInTheScriptWhatTheRecordSays() throws Exception {
        for (Mutant mutant : Mutants.all()) {
            assertThat(script(mutant.script()))
                    .as(mutant.name())
                    .startsWith("# Broken: ")
                    .contains("# Promise: ", "# Found by: ", "RULE " + mutant.name() + "\n")
                    .contains("traceln(\"" + mutant.sign() + "\")");
        }
        for (Failpoint failpoint : Failpoint.all()) {
            assertThat(script(failpoint.script()))
                    .as(failpoint.name())
                    .startsWith("# Failpoint: ")
                    .contains("RULE " + failpoint.name() + "\n", "\"" + failpoint.name() + "\")")
                    .contains("DO traceln(\"" + failpoint.sign() + "\")")
                    .contains(
                            failpoint.effect() == Failpoint.Effect.CRASH
                                    ? "killJVM(" + Failpoint.EXIT_CODE + ")"
                                    : "delay(3000)");
        }
    }

    @Test
    void shouldNameWhatFindsEachMutant() {
        assertThat(Mutants.all())
                .extracting(Mutant::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(14);
        assertThat(Mutants.all())
                .allSatisfy(mutant -> assertThat(mutant.hunt().checkers()).isNotEmpty())
                .allSatisfy(mutant -> assertThat(mutant.hunt().workloads()).isNotEmpty())
                .allSatisfy(mutant -> assertThat(mutant.hunt().budget()).isPositive());
    }

    @Test
    void shouldAskForFaultsThatThereAre() {
        Set<String> kinds = new HashSet<>();
        FaultKinds.all().forEach(kind -> kinds.add(kind.name()));
        Failpoint.all().forEach(failpoint -> kinds.add(failpoint.name()));

        assertThat(Mutants.all())
                .allSatisfy(
                        mutant -> assertThat(kinds).containsAll(mutant.hunt().faults()));
    }

    @Test
    void shouldGiveSettingsAsLinesOfATopology() {
        assertThat(Mutants.named("vote-given-twice").hunt().settingLines())
                .containsExactly("election_timeout_min: 500ms", "election_timeout_max: 505ms");
    }

    @Test
    void shouldFindByName() {
        assertThat(Mutants.named("dedup-lost").name()).isEqualTo("dedup-lost");
        assertThat(Failpoint.named("crash-before-log-sync").effect()).isEqualTo(Failpoint.Effect.CRASH);
        assertThatThrownBy(() -> Mutants.named("nothing-broken")).hasMessageContaining("nothing-broken");
        assertThatThrownBy(() -> Failpoint.named("crash-nowhere")).hasMessageContaining("crash-nowhere");
    }

    @Test
    void shouldWriteScriptsAndNameThemInFlags() throws Exception {
        Agent agent = new Agent(directory);
        Mutant mutant = Mutants.named("log-not-synced");
        Failpoint failpoint = Failpoint.named("crash-after-vote");

        List<String> flags = agent.flags(mutant, List.of(failpoint));

        assertThat(flags)
                .containsExactly(
                        "-Dquorate.failpoints=" + directory,
                        "-javaagent:" + Agent.jar() + "=script:" + directory.resolve("log-not-synced.btm") + ",script:"
                                + directory.resolve("crash-after-vote.btm"));
        assertThat(directory.resolve("log-not-synced.btm")).hasContent(script("log-not-synced.btm"));
        assertThat(directory.resolve("crash-after-vote.btm")).hasContent(script("crash-after-vote.btm"));
        assertThat(Agent.jar()).isRegularFile();
    }

    @Test
    void shouldNeedNoFlagsForNothing() throws Exception {
        assertThat(new Agent(directory).flags(null, List.of())).isEmpty();
    }

    @Test
    void shouldArmByAFileThatTheProcessTakes() throws Exception {
        Agent agent = new Agent(directory);
        Failpoint failpoint = Failpoint.named("crash-before-answer");

        agent.arm(failpoint);
        boolean armed = agent.isArmed(failpoint);
        Files.delete(directory.resolve("crash-before-answer"));

        assertThat(armed).isTrue();
        assertThat(agent.isArmed(failpoint)).isFalse();
        assertThat(agent.disarm(failpoint)).isFalse();
    }

    @Test
    void shouldRefuseADirectoryThatFlagsCannotName() {
        assertThatThrownBy(() -> new Agent(Path.of("/tmp/of mine"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Agent(Path.of("/tmp/a,b"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String script(String name) throws IOException, URISyntaxException {
        return Files.readString(
                Path.of(Objects.requireNonNull(Agent.class.getResource(name)).toURI()), StandardCharsets.UTF_8);
    }
}
