package io.quorate.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/** The files of the source checkout, as git knows them: what is ignored is not there. */
final class Tree {
    private static final Set<String> TEXT_SUFFIXES =
            Set.of("java", "md", "xml", "proto", "yaml", "yml", "sh", "txt", "json", "properties", "config");

    /** Paths below the root, sorted, with the mode git records (100755 is executable). */
    record Entry(String path, String mode) {
        boolean isExecutable() {
            return mode.equals("100755");
        }

        boolean endsWith(String suffix) {
            return path.endsWith(suffix);
        }

        /** The name without directories. */
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean isText() {
            String name = name();
            int dot = name.lastIndexOf('.');
            return dot <= 0 || TEXT_SUFFIXES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        }

        boolean isInTests() {
            return path.contains("/src/test/");
        }
    }

    private final Path root;
    private final List<Entry> entries;

    private Tree(Path root, List<Entry> entries) {
        this.root = root;
        this.entries = entries;
    }

    /** The checkout this module is built in. */
    static Tree open() {
        try {
            Path root = Path.of(
                    output(Path.of(""), "git", "rev-parse", "--show-toplevel").strip());
            List<Entry> entries = new ArrayList<>();
            for (String line : output(root, "git", "ls-files", "--stage", "-z").split("\0", -1)) {
                if (!line.isEmpty()) {
                    add(root, entries, line.substring(line.indexOf('\t') + 1), line.substring(0, 6));
                }
            }
            String others = output(root, "git", "ls-files", "--others", "--exclude-standard", "-z");
            for (String path : others.split("\0", -1)) {
                if (!path.isEmpty()) {
                    add(root, entries, path, Files.isExecutable(root.resolve(path)) ? "100755" : "100644");
                }
            }
            entries.sort(Comparator.comparing(Entry::path));
            return new Tree(root, List.copyOf(entries));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "TidyTest walks the files that git knows: run it in a git checkout, with git on the PATH", e);
        }
    }

    private static void add(Path root, List<Entry> entries, String path, String mode) {
        if (Files.isRegularFile(root.resolve(path))) {
            entries.add(new Entry(path, mode));
        }
    }

    private static String output(Path directory, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toAbsolutePath().toFile());
        Process process = builder.redirectErrorStream(true).start();
        try (InputStream in = process.getInputStream()) {
            String text = new String(in.readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + text.strip());
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    Path root() {
        return root;
    }

    List<Entry> all() {
        return entries;
    }

    List<Entry> where(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).toList();
    }

    List<Entry> documents() {
        return where(entry -> entry.endsWith(".md"));
    }

    List<Entry> java() {
        return where(entry -> entry.endsWith(".java"));
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    String text(Entry entry) {
        try {
            return Files.readString(root.resolve(entry.path()));
        } catch (IOException e) {
            throw new UncheckedIOException(entry.path(), e);
        }
    }

    List<String> lines(Entry entry) {
        return text(entry).lines().toList();
    }

    long bytes(Entry entry) {
        try {
            return Files.size(root.resolve(entry.path()));
        } catch (IOException e) {
            throw new UncheckedIOException(entry.path(), e);
        }
    }

    /** Lines of a list kept beside the tests, without comments. */
    static List<String> list(String resource) {
        try (InputStream in = Objects.requireNonNull(Tree.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
