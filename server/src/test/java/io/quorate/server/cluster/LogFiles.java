package io.quorate.server.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** The Raft log's files of a test node. */
final class LogFiles {
    private LogFiles() {}

    /** Where the segments of the node's one group are. */
    static Path current(Path node) throws IOException {
        try (Stream<Path> groups = Files.list(node.resolve("raft"))) {
            return groups.map(group -> group.resolve("current"))
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** All segments in the order of the log; the one in progress, if there is one, comes last. */
    static List<Path> segments(Path node) throws IOException {
        try (Stream<Path> files = Files.list(current(node))) {
            return files.filter(file -> name(file).startsWith("log_"))
                    .sorted(Comparator.comparingLong(LogFiles::first))
                    .toList();
        }
    }

    /** The vote that the node's file holds, as "term candidate". */
    static String vote(Path node) throws IOException {
        Properties vote = new Properties();
        try (Reader file = Files.newBufferedReader(current(node).resolve("raft-meta"))) {
            vote.load(file);
        }
        return vote.getProperty("term") + " " + vote.getProperty("votedFor");
    }

    static Path inProgress(Path node) throws IOException {
        List<Path> segments = segments(node);
        Path last = segments.get(segments.size() - 1);
        if (!name(last).contains("inprogress")) {
            throw new IOException("no segment in progress in " + segments);
        }
        return last;
    }

    static long firstIndex(Path node) throws IOException {
        List<Path> segments = segments(node);
        return segments.isEmpty() ? -1 : first(segments.get(0));
    }

    private static long first(Path segment) {
        return Long.parseLong(
                name(segment).replaceFirst("log_(inprogress_)?", "").replaceFirst("-.*", ""));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
