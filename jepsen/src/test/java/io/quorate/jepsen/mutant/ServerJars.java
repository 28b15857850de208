package io.quorate.jepsen.mutant;

import io.quorate.jepsen.cluster.process.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The server's classes as the launcher finds them: what was built, beside it. */
final class ServerJars {
    private ServerJars() {}

    static String classPath() throws IOException {
        Path target = Launcher.find().resolveSibling("server").resolve("target");
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
