package io.quorate.jepsen.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A browser without a window, one process a page. */
final class Chromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private final Path profile;

    Chromium(Path profile) {
        this.profile = profile;
    }

    /** The document as it is after its scripts ran. */
    String dom(Path page, boolean dark) throws IOException, InterruptedException {
        return run(page, dark, List.of("--dump-dom", "--window-size=1440,2000"));
    }

    void screenshot(Path page, boolean dark, int width, int height, Path png) throws IOException, InterruptedException {
        run(page, dark, List.of("--screenshot=" + png.toAbsolutePath(), "--window-size=" + width + "," + height));
    }

    private String run(Path page, boolean dark, List<String> more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + profile,
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1),
                "--virtual-time-budget=8000"));
        command.addAll(more);
        command.add(page.toAbsolutePath().toUri() + "#check");
        Path out = Files.createTempFile(profile, "out", ".html");
        Path err = Files.createTempFile(profile, "err", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new IOException("Chromium did not end: " + Files.readString(err));
            }
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new IOException("Chromium ended with " + process.exitValue() + ": " + Files.readString(err));
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static String program() throws IOException {
        for (String directory : System.getenv("PATH").split(":")) {
            for (String name : NAMES) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program.toString();
                }
            }
        }
        throw new IOException("This test needs a browser: install the Debian package chromium"
                + " (apt-get install --no-install-recommends chromium)");
    }
}
