package io.quorate.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A page of docs/patterns, and the blocks of it that tests write: between two comments, of which the first names it.
 */
final class PatternPage {
    static final Path DIRECTORY = Path.of("..", "docs", "patterns");

    /** What cannot be built yet, and so is not tested beyond its plan; and what it lacks, as the ladder has it. */
    static final Map<String, String> NOT_BUILT = Map.of(
            "cold-backup.yaml", "no backup is taken",
            "active-standby-async.yaml", "no promotion",
            "active-standby.yaml", "no witness",
            "mutual-backup.yaml", "no witness, no single object");

    private static final String HEAD = ": generated, do not edit -->\n";
    private static final String END = "<!-- end -->\n";

    private final Path file;

    PatternPage(Path file) {
        this.file = file;
    }

    /** All topologies there, by name. */
    static List<Path> topologies() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** The one page that has a block for this topology. */
    static PatternPage of(Path topology) throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            pages = files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> text(file).contains(start("plan of " + topology.getFileName())))
                    .toList();
        }
        if (pages.size() != 1) {
            throw new AssertionError(topology + " should have its plan on one page: " + pages);
        }
        return new PatternPage(pages.get(0));
    }

    String block(String name) {
        String text = text(file);
        int from = begin(text, name);
        return text.substring(from, text.indexOf(END, from)).strip();
    }

    /** Whether it says this somewhere. */
    boolean says(String words) {
        return text(file).contains(words);
    }

    /** Replaces it, with an empty line before and after. */
    void write(String name, String block) throws IOException {
        String text = text(file);
        int from = begin(text, name);
        Files.writeString(
                file,
                text.substring(0, from) + "\n" + block.strip() + "\n\n" + text.substring(text.indexOf(END, from)));
    }

    private int begin(String text, String name) {
        int start = text.indexOf(start(name));
        if (start < 0 || text.indexOf(END, start) < 0) {
            throw new AssertionError(file + " has no block: " + start(name));
        }
        return start + start(name).length();
    }

    private static String start(String name) {
        return "<!-- " + name + HEAD;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
