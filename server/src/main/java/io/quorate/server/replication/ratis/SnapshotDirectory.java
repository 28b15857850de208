package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;

/**
 * One replica's snapshots on disk, each a directory {@code term_index} that has this name only once all in it is
 * durable. What is under way has a name of its own. Every step leaves something that {@link #sweep} and the next start
 * understand.
 */
final class SnapshotDirectory {
    private static final int RETAINED = 2;
    private static final String PARTIAL = "partial-";
    private static final String TABLE = ".sst";

    private final Path root;

    SnapshotDirectory(Path root) {
        this.root = root;
    }

    /** Creates it if need be and removes what unfinished checkpoints left; a download that can go on stays. */
    void sweep() throws IOException {
        Files.createDirectories(root);
        for (Path partial :
                list(name -> name.startsWith(PARTIAL) && !root.resolve(name).equals(download()))) {
            deleteTree(partial);
        }
    }

    /** Complete snapshots, oldest first. */
    List<TermIndex> completed() throws IOException {
        return list(name -> name.matches("\\d+_\\d+")).stream()
                .map(path -> String.valueOf(path.getFileName()).split("_", 2))
                .map(parts -> TermIndex.valueOf(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                .sorted(Comparator.comparingLong(TermIndex::getIndex))
                .toList();
    }

    Path path(TermIndex position) {
        return root.resolve(name(position));
    }

    private static String name(TermIndex position) {
        return position.getTerm() + "_" + position.getIndex();
    }

    /** Where to write a checkpoint of this position; absent on return. */
    Path partial(TermIndex position) throws IOException {
        Path partial = root.resolve(PARTIAL + name(position));
        deleteTree(partial);
        return partial;
    }

    private Path download() {
        return root.resolve(PARTIAL + "download");
    }

    /**
     * Where to download to: what an interrupted download left there is continued, and a new one begins with links to
     * the tables of the newest snapshot here, of which the source may well have the same.
     */
    Path openDownload() throws IOException {
        Path download = download();
        if (!Files.exists(download)) {
            Files.createDirectories(download);
            List<TermIndex> present = completed();
            if (!present.isEmpty()) {
                for (Path file : files(path(present.get(present.size() - 1)))) {
                    if (file.toString().endsWith(TABLE)) {
                        Files.createLink(download.resolve(file.getFileName()), file);
                    }
                }
            }
        }
        return download;
    }

    /** Gives a directory whose files are durable its final name. */
    void complete(Path partial, TermIndex position) throws IOException {
        sync(partial);
        Path target = path(position);
        if (Files.isDirectory(target)) {
            deleteTree(partial);
            return;
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        sync(root);
    }

    /** Removes all but the newest; the second newest may still be on its way to another node. */
    void removeOld() throws IOException {
        List<TermIndex> all = completed();
        for (TermIndex old : all.subList(0, Math.max(0, all.size() - RETAINED))) {
            // Renamed first, so that nobody takes half of it for a snapshot.
            Path doomed = root.resolve(PARTIAL + "old-" + name(old));
            deleteTree(doomed);
            Files.move(path(old), doomed, StandardCopyOption.ATOMIC_MOVE);
            deleteTree(doomed);
        }
    }

    /** Makes a snapshot the store's directory: tables never change and are linked, the few other files are copied. */
    void copyTo(TermIndex position, Path store) throws IOException {
        Path fresh = beside(store, ".new");
        Path old = beside(store, ".old");
        deleteTree(fresh);
        deleteTree(old);
        Files.createDirectories(fresh);
        for (Path file : files(path(position))) {
            Path copy = fresh.resolve(file.getFileName());
            if (file.toString().endsWith(TABLE)) {
                Files.createLink(copy, file);
            } else {
                Files.copy(file, copy);
                sync(copy);
            }
        }
        sync(fresh);
        // Between the two moves there is no store; the next start makes it anew of the same snapshot.
        if (Files.exists(store)) {
            Files.move(store, old, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(fresh, store, StandardCopyOption.ATOMIC_MOVE);
        Path parent = store.getParent();
        if (parent != null) {
            sync(parent);
        }
        deleteTree(old);
    }

    /** Removes what an interrupted {@link #copyTo} left beside the store. */
    static void sweepBeside(Path store) throws IOException {
        deleteTree(beside(store, ".new"));
        deleteTree(beside(store, ".old"));
    }

    private static Path beside(Path store, String suffix) {
        return store.resolveSibling(store.getFileName() + suffix);
    }

    private List<Path> list(Predicate<String> names) throws IOException {
        return files(root).stream()
                .filter(entry -> names.test(String.valueOf(entry.getFileName())))
                .toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
