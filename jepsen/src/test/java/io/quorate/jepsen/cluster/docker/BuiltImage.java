package io.quorate.jepsen.cluster.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The image of what is built in this checkout, made once per test run and only when it is not there already: {@code mvn
 * verify} packages the server before the tests of this module run, so the image is never older than what is tested.
 */
public final class BuiltImage {
    /** Making the base, once a machine, takes about a minute and a half. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private BuiltImage() {}

    /** The image's name; fails with what {@code .ci/docker-image} says is missing. */
    public static synchronized String require() throws IOException {
        Path script = checkout().resolve(".ci/docker-image");
        String said = HostCommand.run(List.of(script.toString()), "", PATIENCE)
                .orThrow("the Docker tier needs an engine, and an image made by .ci/docker-image");
        List<String> lines = said.strip().lines().toList();
        return lines.get(lines.size() - 1);
    }

    private static Path checkout() throws IOException {
        for (Path directory = Path.of("").toAbsolutePath(); directory != null; directory = directory.getParent()) {
            if (Files.isExecutable(directory.resolve(".ci/docker-image"))) {
                return directory;
            }
        }
        throw new IOException("not in a checkout: there is no .ci/docker-image above "
                + Path.of("").toAbsolutePath());
    }
}
