package io.quorate.jepsen.mutant;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.byteman.agent.Main;
import org.jspecify.annotations.Nullable;

/**
 * What one node's process is started with to carry a mutant, failpoints, or both. Keeps scripts, and the files that arm
 * failpoints, in a directory of that node which should not be on a disk that can fail.
 */
public final class Agent {
    private static final String FAILPOINTS = "quorate.failpoints";

    private final Path directory;

    /** @param directory of this node alone; made when it is not there. The launcher splits flags at spaces */
    public Agent(Path directory) {
        if (directory.toString().matches("(?s).*[\\s,:].*")) {
            throw new IllegalArgumentException(
                    "A path of JVM flags must not hold spaces, commas and colons: " + directory);
        }
        this.directory = directory.toAbsolutePath();
    }

    /** JVM flags, as words without spaces, for {@code QUORATE_SERVER_OPTS}. */
    public List<String> flags(@Nullable Mutant mutant, List<Failpoint> failpoints) throws IOException {
        Files.createDirectories(directory);
        List<String> scripts = new ArrayList<>();
        if (mutant != null) {
            scripts.add(mutant.script());
        }
        failpoints.forEach(failpoint -> scripts.add(failpoint.script()));
        if (scripts.isEmpty()) {
            return List.of();
        }
        StringBuilder agent = new StringBuilder("-javaagent:").append(jar());
        String separator = "=";
        for (String script : scripts) {
            agent.append(separator).append("script:").append(write(script));
            separator = ",";
        }
        return List.of("-D" + FAILPOINTS + "=" + directory, agent.toString());
    }

    /** From now on the first thread that comes there takes the failpoint. Once; then it is not armed any more. */
    public void arm(Failpoint failpoint) throws IOException {
        Files.createFile(armed(failpoint));
    }

    /** Whether nobody has come there since it was armed. */
    public boolean isArmed(Failpoint failpoint) {
        return Files.exists(armed(failpoint));
    }

    /** False when it was taken, or was not armed. */
    public boolean disarm(Failpoint failpoint) throws IOException {
        return Files.deleteIfExists(armed(failpoint));
    }

    private Path armed(Failpoint failpoint) {
        return directory.resolve(failpoint.name());
    }

    private Path write(String script) throws IOException {
        Path target = directory.resolve(script);
        try (InputStream rules = Agent.class.getResourceAsStream(script)) {
            if (rules == null) {
                throw new IllegalArgumentException("There are no rules called " + script);
            }
            Files.copy(rules, target, StandardCopyOption.REPLACE_EXISTING);
        }
        return target;
    }

    /** Where the agent's jar is: on the class path of this process. */
    static Path jar() {
        CodeSource source = Main.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("The agent's classes do not say which jar they came from");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The agent's jar has no path: " + source.getLocation(), e);
        }
    }

    /** All scripts in the agent's package, for tests: each belongs to a mutant or to a failpoint. */
    static Stream<String> scripts() {
        return Stream.concat(
                Mutants.all().stream().map(Mutant::script),
                Failpoint.all().stream().map(Failpoint::script));
    }
}
