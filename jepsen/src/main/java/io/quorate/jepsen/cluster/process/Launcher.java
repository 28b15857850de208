package io.quorate.jepsen.cluster.process;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The script that starts servers. */
public final class Launcher {
    private static final String PROPERTY = "quorate.launcher";
    private static final String VARIABLE = "QUORATE_LAUNCHER";

    private Launcher() {}

    /** As the system property says, or the environment; else the nearest one above the working directory. */
    public static Path find() {
        @Nullable String given = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        if (given != null && !given.isEmpty()) {
            return Path.of(given).toAbsolutePath();
        }
        for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
            Path script = place.resolve("quorate");
            if (Files.isRegularFile(script) && Files.isExecutable(script)) {
                return script;
            }
        }
        throw new IllegalStateException("there is no launcher 'quorate' above "
                + Path.of("").toAbsolutePath() + "; name it in the environment variable " + VARIABLE);
    }
}
