package io.quorate.server;

import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's directory, locked by this process. It carries the name of its node and cluster, so that state never comes
 * into the hands of another: that would break promises made to its group.
 */
final class DataDirectory implements AutoCloseable {
    /** Layout of the directory; a newer release may write a higher one and still read this. */
    static final int FORMAT = 1;

    static final String IDENTITY = "quorate.identity";
    private static final String LOCK = "quorate.lock";
    private static final Set<String> NOT_OURS_BUT_HARMLESS = Set.of("lost+found", LOCK);

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Creates it when absent, locks it, and makes sure that it is this node's. */
    static DataDirectory open(Path path, String cluster, NodeId node) throws StartFailure {
        try {
            create(path);
            DataDirectory directory = new DataDirectory(path.toRealPath(), lock(path));
            try {
                directory.checkIdentity(cluster, node);
                return directory;
            } catch (StartFailure | IOException e) {
                directory.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StartFailure(
                    ServerExit.of(e, ServerExit.DATA_DIRECTORY_UNUSABLE),
                    "the data directory " + path + " cannot be used: " + e + "; check its path, owner and disk",
                    e);
        }
    }

    /** A new one is there after a loss of power too: what a node writes into it must not be lost with it. */
    private static void create(Path path) throws IOException {
        List<Path> around = new ArrayList<>();
        Path missing = path.toAbsolutePath();
        while (missing != null && !Files.exists(missing)) {
            missing = missing.getParent();
            if (missing != null) {
                around.add(missing);
            }
        }
        Files.createDirectories(path);
        for (Path parent : around) {
            sync(parent, StandardOpenOption.READ);
        }
    }

    /** True when the directory is some node's. */
    static boolean isSomeNodes(Path path) {
        return Files.isRegularFile(path.resolve(IDENTITY));
    }

    Path path() {
        return path;
    }

    private static FileChannel lock(Path path) throws IOException, StartFailure {
        Path file = path.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Within this process.
            lock = null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw new StartFailure(
                    ServerExit.DATA_DIRECTORY_LOCKED,
                    "the data directory " + path + " is in use by "
                            + (holder.isEmpty() ? "another process" : "process " + holder)
                            + "; stop that one, or give another --data");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        return channel;
    }

    private void checkIdentity(String cluster, NodeId node) throws IOException, StartFailure {
        Path file = path.resolve(IDENTITY);
        if (!Files.exists(file)) {
            String stranger = firstStranger();
            if (stranger != null) {
                throw wrong(
                        "holds '" + stranger + "' but no " + IDENTITY + ": it is not a node's",
                        "give an empty directory, or one that a node has used");
            }
            writeIdentity(file, cluster, node);
            return;
        }
        Properties identity = new Properties();
        identity.load(new StringReader(Files.readString(file)));
        String format = identity.getProperty("format", "");
        if (!format.matches("[1-9][0-9]{0,8}")) {
            throw wrong("has a damaged " + IDENTITY, "restore that file; the others are useless without it");
        }
        if (Integer.parseInt(format) > FORMAT) {
            throw wrong(
                    "was written by a newer release (format " + format + ", this one knows " + FORMAT + ")",
                    "run the newer release");
        }
        String itsCluster = identity.getProperty("cluster", "");
        String itsNode = identity.getProperty("node", "");
        if (!itsCluster.equals(cluster) || !itsNode.equals(node.value())) {
            throw wrong(
                    "belongs to node '" + itsNode + "' of cluster '" + itsCluster + "', not to node '" + node
                            + "' of cluster '" + cluster + "'",
                    "give each node its own --data");
        }
    }

    private StartFailure wrong(String what, String remedy) {
        return new StartFailure(
                ServerExit.WRONG_DATA_DIRECTORY, "the data directory " + path + " " + what + "; " + remedy);
    }

    private @Nullable String firstStranger() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !NOT_OURS_BUT_HARMLESS.contains(name) && !name.equals(IDENTITY + ".new"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        }
    }

    private void writeIdentity(Path file, String cluster, NodeId node) throws IOException {
        String text = "# Whose data this is. Do not edit.\nformat=" + FORMAT + "\ncluster=" + cluster + "\nnode=" + node
                + "\n";
        Path fresh = path.resolve(IDENTITY + ".new");
        Files.writeString(fresh, text);
        sync(fresh, StandardOpenOption.WRITE);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        sync(path, StandardOpenOption.READ);
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** Unlocks. The lock file stays: removing it would let two processes lock two files of its name. */
    @Override
    public void close() throws StartFailure {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StartFailure(ServerExit.FAILED, "the data directory " + path + " cannot be unlocked", e);
        }
    }
}
