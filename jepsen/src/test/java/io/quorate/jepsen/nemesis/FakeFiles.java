package io.quorate.jepsen.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What faults look for in a node's directory and its log, made up. */
final class FakeFiles {
    static final String GROUP = "groups/default";
    private static final String SEGMENTS = GROUP + "/raft/some-uuid/current";

    private FakeFiles() {}

    /** All that is not there yet. */
    static void make(Path data, Path log) {
        try {
            Path group = data.resolve(GROUP);
            Files.createDirectories(group.resolve("db"));
            Files.createDirectories(group.resolve("snapshots"));
            Files.writeString(group.resolve("db/000007.sst"), "a table");
            if (!Files.exists(data.resolve(SEGMENTS))) {
                segment(data, 0);
            }
            if (!Files.exists(log)) {
                Files.createFile(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The only one, in progress. */
    static void segment(Path data, int first) {
        try {
            Path segments = Files.createDirectories(data.resolve(SEGMENTS));
            try (var old = Files.list(segments)) {
                for (Path each : old.toList()) {
                    Files.delete(each);
                }
            }
            Files.writeString(segments.resolve("log_inprogress_" + first), "a log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void print(Path log, String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
