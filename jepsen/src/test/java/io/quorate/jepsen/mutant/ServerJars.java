package io.quorate.jepsen.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The server as the launcher finds it: what was built, beside the launcher. */
final class ServerJars {
    private ServerJars() {}

    /** By the property {@code quorate.launcher}, the variable {@code QUORATE_LAUNCHER}, or where this module is. */
    static Path launcher() {
        String named = System.getProperty("quorate.launcher", System.getenv("QUORATE_LAUNCHER"));
        Path launcher = named == null ? Path.of("..", "quorate") : Path.of(named);
        if (!Files.isExecutable(launcher)) {
            throw new AssertionError("No launcher at " + launcher.toAbsolutePath());
        }
        return launcher.toAbsolutePath().normalize();
    }

    static String classPath() throws IOException {
        Path target = launcher().resolveSibling("server").resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            List<String> jars = files.map(Path::toString)
                    .filter(name -> name.matches(".*/quorate-server-[^/]*\\.jar"))
                    .filter(name -> !name.matches(".*-(sources|javadoc|tests)\\.jar"))
                    .toList();
            if (jars.size() != 1) {
                throw new AssertionError("One jar of the server expected in " + target + ", package it first: " + jars);
            }
            return jars.get(0) + ":" + target.resolve("lib") + "/*";
        }
    }
}
