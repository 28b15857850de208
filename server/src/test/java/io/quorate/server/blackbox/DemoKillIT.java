package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code quorate demo} killed with SIGKILL: it cannot stop its nodes any more, they have to notice. */
class DemoKillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private final List<ProcessHandle> nodes = new ArrayList<>();

    DemoKillIT() {}

    @AfterEach
    void leaveNothingBehind() {
        nodes.forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void shouldLeaveNoNodeBehindHoweverItDies() throws Exception {
        ProcessCluster ports = new ProcessCluster(directory);
        for (String milestone : List.of("endpoints ", "ready")) {
            Process demo = demo(ports.topology());
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
                awaitLine(out, milestone);
                List<ProcessHandle> children = children(demo);
                nodes.addAll(children);
                assertThat(children).hasSize(ProcessCluster.SIZE);
                demo.destroyForcibly().waitFor();

                Awaitility.await("the nodes end")
                        .atMost(PATIENCE)
                        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
            } finally {
                demo.destroyForcibly();
            }
        }
    }

    private Process demo(Path topology) throws IOException {
        List<String> command = new ArrayList<>(ProcessCluster.java(List.of("-XX:TieredStopAtLevel=1", "-Xmx128m")));
        command.addAll(List.of("demo", "--topology", topology.toString()));
        command.addAll(List.of("--data", directory.resolve("demo").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(Files.createTempFile(directory, "demo", ".err").toFile());
        builder.environment().put("QUORATE_SERVER_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xmx200m");
        builder.environment().remove("QUORATE_LAUNCHER");
        return builder.start();
    }

    private static void awaitLine(BufferedReader out, String start) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(start)) {
            line = out.readLine();
        }
        assertThat(line).as("a line that begins with " + start).isNotNull();
    }

    private static List<ProcessHandle> children(Process demo) {
        try (Stream<ProcessHandle> children = demo.toHandle().children()) {
            return children.toList();
        }
    }
}
