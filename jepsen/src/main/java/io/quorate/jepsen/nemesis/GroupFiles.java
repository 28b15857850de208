package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What lies in a node's data directory, as the product's documents describe it. */
final class GroupFiles {
    /** The Raft log. */
    static final String LOG = "groups/*/raft/*/current/log_*";
    /** Tables of the state. */
    static final String TABLES = "groups/*/db/*.sst";

    private static final String AWAY = "moved-away";
    private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-(\\d+))?");

    private static final String ANY_GROUP = "groups/*/";

    private final Path data;
    private final String group;

    /** Of the group of the keyspace that is meant; moves are of all. */
    GroupFiles(FaultContext context, int node) {
        this.data = context.cluster().data(node);
        this.group = context.keyspace().group();
    }

    /** The same files, of the keyspace's group only where that is known. */
    String of(String glob) {
        return group.isEmpty() ? glob : glob.replace(ANY_GROUP, "groups/" + group + "/");
    }

    /**
     * Files that match, of the keyspace's group: others may hardly ever be written or read. What vanishes meanwhile is
     * not there.
     */
    List<Path> matching(String glob) throws FaultFailed {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + of(glob));
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(data, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (matcher.matches(data.relativize(file))) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }
            });
        } catch (IOException e) {
            throw new FaultFailed("cannot list " + data, e);
        }
        return found;
    }

    /** First index of the segment that is being written; empty when there is none. */
    OptionalLong segmentInProgress() throws FaultFailed {
        return matching(LOG).stream()
                .map(file -> SEGMENT.matcher(file.getFileName().toString()))
                .filter(Matcher::matches)
                .filter(segment -> segment.group(2) == null)
                .mapToLong(segment -> Long.parseLong(segment.group(1)))
                .max();
    }

    /** Index at which the log begins; empty when there is none. */
    OptionalLong logBegins() throws FaultFailed {
        return matching(LOG).stream()
                .map(file -> SEGMENT.matcher(file.getFileName().toString()))
                .filter(Matcher::matches)
                .mapToLong(segment -> Long.parseLong(segment.group(1)))
                .min();
    }

    /** Moves these of each group away, where the next such move deletes them. The node does not run. */
    void moveAway(List<String> names) throws FaultFailed {
        Path away = data.resolve(AWAY);
        try {
            delete(away);
            Path groups = data.resolve("groups");
            try (Stream<Path> each = Files.list(groups)) {
                for (Path group : each.toList()) {
                    move(group, away.resolve(group.getFileName()), names);
                }
            }
        } catch (IOException e) {
            throw new FaultFailed("cannot move damaged files away in " + data, e);
        }
    }

    private static void move(Path group, Path to, List<String> names) throws IOException {
        if (names.isEmpty()) {
            Files.createDirectories(to.toAbsolutePath().normalize().getParent());
            Files.move(group, to, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Files.createDirectories(to);
        for (String name : names) {
            if (Files.exists(group.resolve(name))) {
                Files.move(group.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
