package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, run by a real shell in a checkout of its own, with a java and a mvn that only say how they were called.
 */
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "cat", "dirname", "find", "mkdir", "mktemp", "mv", "readlink", "rm", "sed", "sleep", "touch", "uname");

    /** The strictest shell there is. */
    private static final Path SHELL = Path.of(Files.exists(Path.of("/bin/dash")) ? "/bin/dash" : "/bin/sh");

    @TempDir
    private Path directory;

    private Path home = Path.of("");
    private Path bin = Path.of("");
    private Path jdk = Path.of("");

    /** What a run printed and how it ended. */
    record Run(int exit, String out, String err) {
        List<String> arguments() {
            return out.lines().toList();
        }
    }

    @BeforeEach
    void layOutCheckout() throws IOException {
        home = Files.createDirectories(directory.resolve("a check out"));
        bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : TOOLS) {
            Path real = Path.of("/usr/bin", tool);
            script(bin.resolve(tool), "exec " + (Files.exists(real) ? real : Path.of("/bin", tool)) + " \"$@\"\n");
        }
        Files.copy(Tree.open().root().resolve("quorate"), home.resolve("quorate"));
        executable(home.resolve("quorate"));
        for (String module : List.of("proto", "client", "server")) {
            Files.createDirectories(home.resolve(module).resolve("src/main/java"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
        }
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        jdk = jdk("jdk 17", "17.0.9");
        script(bin.resolve("mvn"), """
                echo "$JAVA_HOME" >> mvn.calls
                mkdir -p server/target/lib
                : > server/target/quorate-server-1.jar
                : > server/target/lib/rocksdbjni-1.jar
                """);
    }

    @Test
    void shouldBuildOnFirstUseAndSaySoOnStderr() throws Exception {
        Run run = run("version");

        assertThat(run.exit()).as(run.err()).isEqualTo(7);
        assertThat(run.err()).contains("first use: building");
        assertThat(run.arguments()).contains("io.quorate.client.cli.QuorateMain", "version");
        assertThat(builds()).containsExactly(jdk.toRealPath().toString());
    }

    @Test
    void shouldBuildAgainOnlyWhenSourcesAreNewer() throws Exception {
        run("version");
        assertThat(run("version").err()).isEmpty();
        assertThat(builds()).hasSize(1);

        Path source = Files.writeString(home.resolve("client/src/main/java/A.java"), "class A {}");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(run("version").err()).contains("sources are newer");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void shouldNotBuildWhenTold() throws Exception {
        Run run = run(Map.of("QUORATE_NO_BUILD", "1"), "version");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("nothing is built yet");
        assertThat(home.resolve("mvn.calls")).doesNotExist();
    }

    @Test
    void shouldFailWhenTheBuildFails() throws Exception {
        script(bin.resolve("mvn"), "exit 1\n");

        Run run = run("version");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("the build failed");
        assertThat(home.resolve("server/target/quorate.lock")).doesNotExist();
    }

    @Test
    void shouldPreferTheNamedJava() throws Exception {
        Path other = jdk("other", "21");
        run("version");

        assertThat(run(Map.of("QUORATE_JAVA", other.resolve("bin/java").toString()), "version")
                        .arguments()
                        .get(0))
                .isEqualTo(other.resolve("bin/java").toString());
        assertThat(run("version").arguments().get(0))
                .isEqualTo(jdk.resolve("bin/java").toString());
    }

    @Test
    void shouldFindJavaOnThePathAndRefuseOldOnes() throws Exception {
        Path old = jdk("old", "11.0.2");
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));

        assertThat(run(Map.of("JAVA_HOME", old.toString()), "version")
                        .arguments()
                        .get(0))
                .isEqualTo(bin.resolve("java").toString());

        Files.delete(bin.resolve("java"));
        Run run = run(Map.of("JAVA_HOME", old.toString()), "version");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("needs Java 17 or newer").contains("version 11");
    }

    @Test
    void shouldSayThatMavenIsMissingOnlyWhenItIsNeeded() throws Exception {
        run("version");
        Files.delete(bin.resolve("mvn"));
        assertThat(run("version").exit()).isEqualTo(7);

        Files.delete(home.resolve("server/target/quorate-server-1.jar"));
        Run run = run("version");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("needs Maven 3.8");
    }

    @Test
    void shouldSayThatACompilerIsMissing() throws Exception {
        Files.delete(jdk.resolve("bin/javac"));

        Run run = run("version");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("has no compiler");
    }

    @Test
    void shouldGiveServersTheirFlags() throws Exception {
        Run run = run(Map.of("QUORATE_SERVER_OPTS", "-Xmx1g -Dx=y"), "server", "--data", "a b");

        assertThat(run.arguments())
                .contains("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-Dx=y")
                .containsSubsequence("-Xmx400m", "-Xmx1g", "io.quorate.server.Main", "server", "--data", "a b");
    }

    @Test
    void shouldRunDemoOnTheServersSideButWithSmallFlags() throws Exception {
        Run run = run("demo", "--fresh");

        assertThat(run.arguments())
                .contains("-XX:+UseSerialGC")
                .containsSubsequence("io.quorate.server.Main", "demo", "--fresh")
                .contains("QUORATE_LAUNCHER=" + home.toRealPath().resolve("quorate"), "QUORATE_NO_BUILD=1");
    }

    @Test
    void shouldPrepareAfterABuildByHand() throws Exception {
        Files.createDirectories(home.resolve("server/target/lib"));
        Files.createFile(home.resolve("server/target/quorate-server-1.jar"));

        assertThat(run("version").err()).isEmpty();
        assertThat(run("server").err()).contains("preparing");
        assertThat(run("server").err()).isEmpty();
        assertThat(home.resolve("mvn.calls")).doesNotExist();
    }

    @Test
    void shouldWorkThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("q"), home.resolve("quorate"));

        Run run = start(link, Map.of(), "status");

        assertThat(run.exit()).as(run.err()).isEqualTo(7);
        assertThat(run.arguments())
                .contains(home.toRealPath()
                        .resolve("server/target/quorate-server-1.jar")
                        .toString());
    }

    @Test
    void shouldTakeOverALockWhoseHolderIsGone() throws Exception {
        Path lock = Files.createDirectories(home.resolve("server/target/quorate.lock"));
        Process gone = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        assertThat(gone.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Files.writeString(lock.resolve("pid"), gone.pid() + "\n");

        assertThat(run("version").exit()).isEqualTo(7);
        assertThat(builds()).hasSize(1);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("mvn.calls"));
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    private Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return start(home.resolve("quorate"), environment, arguments);
    }

    private Run start(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SHELL.toString(), launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "run", ".out");
        Path err = Files.createTempFile(directory, "run", ".err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("the launcher ends")
                .isTrue();
        return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    /** A JDK whose java prints its own path, its arguments and what the launcher exports, and exits with 7. */
    private Path jdk(String name, String version) throws IOException {
        Path place = directory.resolve(name);
        Files.createDirectories(place.resolve("bin"));
        Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        script(place.resolve("bin/java"), """
                printf '%s\\n' "$0" "$@"
                printf '%s\\n' "QUORATE_LAUNCHER=${QUORATE_LAUNCHER:-}" "QUORATE_NO_BUILD=${QUORATE_NO_BUILD:-}"
                exit 7
                """);
        script(place.resolve("bin/javac"), "exit 0\n");
        script(place.resolve("bin/jar"), "exit 0\n");
        return place;
    }

    private static void script(Path path, String body) throws IOException {
        Files.writeString(path, "#!/bin/sh\n" + body);
        executable(path);
    }

    private static void executable(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
