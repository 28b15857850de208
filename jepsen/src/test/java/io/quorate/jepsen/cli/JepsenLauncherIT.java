package io.quorate.jepsen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.cli.ExitCode;
import io.quorate.jepsen.cluster.process.Launcher;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The harness as people start it: by the script, with the class path that is shipped. Needs what was packaged. */
class JepsenLauncherIT {
    private record Ended(int code, String output) {}

    private static Ended jepsen(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(Launcher.find().toString(), "jepsen"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("QUORATE_NO_BUILD", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), text);
        }
    }

    @Test
    void shouldTellItsCommands() throws Exception {
        Ended help = jepsen("--help");

        assertThat(help.output())
                .contains("run", "recheck", "faults", "mutants")
                .doesNotContain("Exception");
        assertThat(help.code()).isEqualTo(ExitCode.DONE.number());
    }

    @Test
    void shouldListFaultsAndMutants() throws Exception {
        Ended faults = jepsen("faults");
        Ended mutants = jepsen("mutants");

        assertThat(faults.output()).contains("kill-all", "keyspace-switch", "keyspace-create-drop");
        assertThat(faults.code()).isEqualTo(ExitCode.DONE.number());
        assertThat(mutants.output()).contains("keyspace-misrouted", "switch-without-release");
        assertThat(mutants.code()).isEqualTo(ExitCode.DONE.number());
    }

    @Test
    void shouldRefuseWhatCannotBeRun() throws Exception {
        Ended kind = jepsen("run", "--nemesis", "earthquake");
        Ended keyspaces = jepsen("run", "--endpoints", "127.0.0.1:1", "--keyspaces", "2");

        assertThat(kind.output()).contains("no kind of fault is called 'earthquake'");
        assertThat(kind.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(keyspaces.output()).contains("--keyspaces makes keyspaces");
        assertThat(keyspaces.code()).isEqualTo(ExitCode.USAGE.number());
    }
}
