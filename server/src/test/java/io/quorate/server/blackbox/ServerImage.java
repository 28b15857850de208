package io.quorate.server.blackbox;

import io.quorate.client.QuorateClient;
import io.quorate.server.Main;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * What server processes are started from, made once per test run: as the launcher does it, an archive of the classes
 * that a node loads, and RocksDB's library unpacked. Without, the loading of classes is most of a start.
 */
final class ServerImage {
    private static final Path DIRECTORY = Path.of("target", "blackbox").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> command;

    private ServerImage(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Made when first asked for. */
    static ServerImage shared() {
        return Shared.IMAGE;
    }

    /** The program and its flags, to be followed by the server's arguments. */
    List<String> command(List<String> moreFlags) {
        List<String> line = new ArrayList<>(command);
        // The program comes first, the main class last.
        line.addAll(1, moreFlags);
        return line;
    }

    private static final class Shared {
        static final ServerImage IMAGE = make();

        private static ServerImage make() {
            try {
                clear(DIRECTORY);
                Files.createDirectories(DIRECTORY);
                ServerImage cold = new ServerImage(commandLine(jars(), unpackedLibrary()));
                Path archive = DIRECTORY.resolve("server.jsa");
                cold.train(archive);
                // Some JVMs make no archive; all is the same without, only slower.
                return Files.exists(archive)
                        ? new ServerImage(cold.command(List.of("-XX:SharedArchiveFile=" + archive)))
                        : cold;
            } catch (IOException | URISyntaxException e) {
                throw new IllegalStateException("cannot prepare server processes", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while preparing server processes", e);
            }
        }
    }

    private static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static List<String> commandLine(List<Path> jars, Path library) {
        List<String> line = new ArrayList<>(List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-XX:+UseParallelGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx256m",
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-Djava.library.path=" + library,
                "-cp",
                String.join(
                        File.pathSeparator, jars.stream().map(Path::toString).toList())));
        line.add(Main.class.getName());
        return line;
    }

    /** The class path without the tests. Directories become jars, for classes of directories cannot be archived. */
    private static List<Path> jars() throws IOException, URISyntaxException {
        Path tests = Path.of(ServerImage.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<Path> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (!Files.isDirectory(path)) {
                jars.add(path);
            } else if (!path.equals(tests)) {
                jars.add(packed(path, DIRECTORY.resolve("classes-" + jars.size() + ".jar")));
            }
        }
        return jars;
    }

    private static Path packed(Path classes, Path jar) throws IOException {
        try (Stream<Path> all = Files.walk(classes);
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    /** RocksDB's library, so that no start unpacks its own, which kill -9 would leave behind. */
    private static Path unpackedLibrary() throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("amd64", "librocksdbjni-linux64.so");
        names.put("aarch64", "librocksdbjni-linux-aarch64.so");
        String name = names.get(System.getProperty("os.arch").toLowerCase(Locale.ROOT));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (name != null && entry.contains("rocksdbjni")) {
                try (ZipFile jar = new ZipFile(entry);
                        InputStream in = jar.getInputStream(jar.getEntry(name));
                        OutputStream out = Files.newOutputStream(DIRECTORY.resolve(name))) {
                    in.transferTo(out);
                }
            }
        }
        return DIRECTORY;
    }

    /** A node of a cluster that does a little of everything writes down which classes it loaded, as it ends. */
    private void train(Path archive) throws IOException, InterruptedException {
        try (ProcessCluster cluster =
                ProcessCluster.fromImage(Files.createDirectory(DIRECTORY.resolve("training")), "", this)) {
            cluster.startWith(0, List.of("-XX:ArchiveClassesAtExit=" + archive));
            cluster.start(1);
            cluster.start(2);
            for (int node = 0; node < ProcessCluster.SIZE; node++) {
                cluster.awaitServing(node, PATIENCE);
                try (QuorateClient client = cluster.client(node, PATIENCE)) {
                    client.status().join();
                }
            }
            // Only the one has anything to write down.
            cluster.kill(1);
            cluster.kill(2);
        }
    }
}
