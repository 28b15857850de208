package io.quorate.jepsen.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jboss.byteman.check.TestScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rules name classes, methods and fields of the server and of its libraries, which nothing but this test keeps. It
 * needs the packaged server.
 */
class RulesIT {
    private static final String WELL = "TestScript: no errors";

    @TempDir
    Path directory;

    @Test
    void shouldBindEveryRuleToTheServer() throws Exception {
        List<Path> scripts = new ArrayList<>();
        for (String name : Agent.scripts().toList()) {
            try (InputStream rules = Objects.requireNonNull(Agent.class.getResourceAsStream(name))) {
                Path script = directory.resolve(name);
                Files.copy(rules, script);
                scripts.add(script);
            }
        }

        List<String> verdict = check(scripts);

        assertThat(verdict)
                .as("A rule has lost what it changes: the server was changed, so change the rule")
                .containsExactly(WELL);
    }

    @Test
    void shouldTellOfARuleThatHasNothingToBindTo() throws Exception {
        assertThat(check(List.of(rule("METHOD isLeaseValid(int)", "IF TRUE DO RETURN true"))))
                .isNotEqualTo(List.of(WELL))
                .anyMatch(line -> line.startsWith("WARNING"));
        assertThat(check(List.of(rule("METHOD isLeaseValid(long)", "IF $0.gone DO RETURN true"))))
                .isNotEqualTo(List.of(WELL))
                .anyMatch(line -> line.startsWith("ERROR"));
        assertThat(check(List.of(rule("METHOD isLeaseValid(long)\nAT INVOKE gone", "IF TRUE DO RETURN true"))))
                .isNotEqualTo(List.of(WELL))
                .anyMatch(line -> line.startsWith("WARNING"));
        assertThat(check(List.of(rule("METHOD isLeaseValid(long)", "IF TRUE DO RETURN true"))))
                .containsExactly(WELL);
    }

    @Test
    void shouldChangeARunningServer() throws Exception {
        Mutant mutant = Mutants.named("revision-reused");
        Agent agent = new Agent(directory.resolve("agent"));
        Set<Long> revisions = new HashSet<>();
        int puts = 250;

        try (LoneServer server = LoneServer.start(directory, agent.flags(mutant, Failpoint.all()))) {
            for (int i = 0; i < puts; i++) {
                revisions.add(server.put("a" + i % 10, "v" + i));
            }

            assertThat(revisions).hasSizeLessThan(puts);
            assertThat(server.log())
                    .contains(mutant.sign())
                    .doesNotContain("failpoint")
                    .doesNotContain("org.jboss.byteman");
        }
    }

    @Test
    void shouldEndTheProcessAtArmedFailpointsAndLoseNothing() throws Exception {
        Agent agent = new Agent(directory.resolve("agent"));
        List<String> flags = agent.flags(null, Failpoint.all());
        List<String> acknowledged = new ArrayList<>();
        LoneServer server = LoneServer.start(directory, flags);
        try {
            for (String name :
                    List.of("crash-before-log-sync", "crash-after-state-write", "crash-before-snapshot-publish")) {
                Failpoint failpoint = Failpoint.named(name);
                server.put("warm", "up");
                agent.arm(failpoint);

                putUntilGone(server, acknowledged);

                assertThat(server.exitCode()).as(name).isEqualTo(Failpoint.EXIT_CODE);
                assertThat(server.log()).contains(failpoint.sign());
                assertThat(agent.isArmed(failpoint)).isFalse();
                server.close();
                server = server.again(flags);
                assertThat(server.values("k")).containsAll(acknowledged);
            }
        } finally {
            server.close();
        }
    }

    private static void putUntilGone(LoneServer server, List<String> acknowledged) {
        for (int i = 0; i < 1000; i++) {
            String value = "v" + acknowledged.size();
            if (!server.tryPut("k" + value, value)) {
                return;
            }
            acknowledged.add(value);
        }
        throw new AssertionError("a thousand writes, and the failpoint was not taken");
    }

    private Path rule(String location, String action) throws IOException {
        return Files.writeString(
                Files.createTempFile(directory, "rule", ".btm"),
                "RULE test\nCLASS io.quorate.server.leadership.LeaderLease\n" + location + "\n" + action
                        + "\nENDRULE\n");
    }

    /** What the agent's own checker says of scripts, without what it says when all is well with a rule. */
    private List<String> check(List<Path> scripts) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Agent.jar() + ":" + ServerJars.classPath(),
                TestScript.class.getName()));
        scripts.forEach(script -> command.add(script.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (InputStream output = process.getInputStream()) {
            List<String> lines = new String(output.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.matches("(Checking|Parsed|Type checked) .*"))
                    .toList();
            assertThat(process.waitFor()).isZero();
            return lines;
        }
    }
}
