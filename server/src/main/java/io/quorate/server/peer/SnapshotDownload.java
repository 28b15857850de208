package io.quorate.server.peer;

import io.quorate.proto.internal.v1.SnapshotChunk;
import io.quorate.proto.internal.v1.SnapshotFile;
import io.quorate.proto.internal.v1.SnapshotManifest;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Brings one directory to hold exactly a snapshot. A file grows under {@code NAME.CHECKSUM.part} and gets its name when
 * its checksum is right and it is on the disk; so a download can stop anywhere and go on later, even from another
 * snapshot that shares files.
 */
final class SnapshotDownload {
    private static final long PIECE_BYTES = 16L << 20;
    private static final int READ_BYTES = 1 << 20;
    private static final int MAX_SNAPSHOTS = 5;
    private static final int MAX_SILENT_TRIES = 5;
    private static final String PART = ".part";

    private final SnapshotSource source;
    private final Path directory;
    private final long bytesPerSecond;
    private final Metrics.Counter received;
    private final BooleanSupplier stopped;
    private long throttledUntilNanos = System.nanoTime();

    SnapshotDownload(
            SnapshotSource source,
            Path directory,
            long bytesPerSecond,
            Metrics.Counter received,
            BooleanSupplier stopped) {
        this.source = source;
        this.directory = directory;
        this.bytesPerSecond = bytesPerSecond;
        this.received = received;
        this.stopped = stopped;
    }

    LogPosition run() throws IOException {
        Files.createDirectories(directory);
        SnapshotSource.Gone last = null;
        for (int tries = 0; tries < MAX_SNAPSHOTS; tries++) {
            try {
                SnapshotManifest manifest = source.describe();
                download(manifest);
                return new LogPosition(manifest.getTerm(), manifest.getIndex());
            } catch (SnapshotSource.Gone gone) {
                last = gone;
            }
        }
        throw new IOException("snapshots of node " + source.from() + " go faster than they come", last);
    }

    private void download(SnapshotManifest manifest) throws IOException {
        Set<Path> expected = new HashSet<>();
        Set<Path> folders = new HashSet<>(Set.of(directory));
        for (SnapshotFile file : manifest.getFilesList()) {
            Path target = target(file);
            expected.add(target);
            expected.add(part(target, file));
            Path folder = target.getParent();
            while (folder != null && !folder.equals(directory)) {
                folders.add(folder);
                folder = folder.getParent();
            }
        }
        removeAllBut(expected);
        for (SnapshotFile file : manifest.getFilesList()) {
            fetch(manifest, file);
        }
        for (Path folder : folders) {
            sync(folder);
        }
    }

    /** Names come from another machine: none may lead out of the directory. */
    private Path target(SnapshotFile file) throws IOException {
        Path target = directory.resolve(file.getName()).normalize();
        boolean plain = !file.getName().isEmpty() && !file.getName().endsWith(PART) && file.getSize() >= 0;
        if (!plain
                || target.equals(directory)
                || !target.startsWith(directory.normalize())
                || !target.equals(directory.resolve(file.getName()))) {
            throw new IOException("node " + source.from() + " offers a file of the name '" + file.getName() + "'");
        }
        return target;
    }

    private static Path part(Path target, SnapshotFile file) {
        return target.resolveSibling(target.getFileName() + "." + Integer.toHexString(file.getCrc32C()) + PART);
    }

    private void removeAllBut(Set<Path> expected) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(path -> !Files.isDirectory(path)).toList();
        }
        for (Path file : files) {
            if (!expected.contains(file)) {
                Files.delete(file);
            }
        }
    }

    private void fetch(SnapshotManifest manifest, SnapshotFile file) throws IOException {
        Path target = target(file);
        if (Files.isRegularFile(target)) {
            if (Files.size(target) == file.getSize() && checksum(target) == file.getCrc32C()) {
                return;
            }
            Files.delete(target);
        }
        Files.createDirectories(target.getParent());
        Path part = part(target, file);
        boolean continued = Files.exists(part);
        if (!complete(manifest, file, part)) {
            // What an earlier download left may be bad; what came fresh just now may not.
            Files.delete(part);
            if (!continued || !complete(manifest, file, part)) {
                Files.deleteIfExists(part);
                throw new IOException("file " + file.getName() + " of node " + source.from() + " came corrupt");
            }
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** True when the part holds the whole file, with the right checksum, on the disk. */
    private boolean complete(SnapshotManifest manifest, SnapshotFile file, Path part) throws IOException {
        try (FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() > file.getSize()) {
                channel.truncate(0);
            }
            CRC32C crc = new CRC32C();
            update(crc, channel);
            Growing growing = new Growing(channel, crc, file.getSize());
            int silent = 0;
            while (growing.offset() < file.getSize()) {
                long before = growing.offset();
                long piece = Math.min(pieceBytes(), file.getSize() - before);
                try {
                    source.read(manifest, file, before, piece, growing);
                } catch (SnapshotSource.Unreachable e) {
                    silent = growing.offset() > before ? 0 : silent + 1;
                    if (silent >= MAX_SILENT_TRIES) {
                        throw e;
                    }
                    pause(TimeUnit.MILLISECONDS.toNanos(50L << silent));
                    continue;
                }
                if (growing.offset() == before) {
                    throw new IOException("node " + source.from() + " sent nothing of " + file.getName());
                }
                throttle(growing.offset() - before);
            }
            channel.force(true);
            return (int) crc.getValue() == file.getCrc32C();
        }
    }

    /** Small enough that a throttled piece stays well within its deadline. */
    private long pieceBytes() {
        return bytesPerSecond == 0 ? PIECE_BYTES : Math.max(64 << 10, Math.min(PIECE_BYTES, bytesPerSecond / 4));
    }

    private void throttle(long bytes) throws IOException {
        if (bytesPerSecond == 0) {
            return;
        }
        long now = System.nanoTime();
        long nanos = (long) (bytes * 1e9 / bytesPerSecond);
        throttledUntilNanos = Math.max(now, throttledUntilNanos) + nanos;
        if (throttledUntilNanos > now) {
            pause(throttledUntilNanos - now);
        }
    }

    private void pause(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static int checksum(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            CRC32C crc = new CRC32C();
            update(crc, channel);
            return (int) crc.getValue();
        }
    }

    static void update(CRC32C crc, FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        long offset = 0;
        while (true) {
            int count = channel.read(buffer.clear(), offset);
            if (count <= 0) {
                return;
            }
            offset += count;
            crc.update(buffer.flip());
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The end of a part file. */
    private final class Growing implements SnapshotSource.Sink {
        private final FileChannel channel;
        private final CRC32C crc;
        private final long size;
        private long offset;

        Growing(FileChannel channel, CRC32C crc, long size) throws IOException {
            this.channel = channel;
            this.crc = crc;
            this.size = size;
            this.offset = channel.size();
        }

        long offset() {
            return offset;
        }

        @Override
        public void write(SnapshotChunk chunk) throws IOException {
            if (stopped.getAsBoolean()) {
                throw new InterruptedIOException("this node is stopping");
            }
            if (chunk.getOffset() != offset || chunk.getData().size() > size - offset) {
                throw new IOException("node " + source.from() + " sent bytes out of place");
            }
            for (ByteBuffer piece : chunk.getData().asReadOnlyByteBufferList()) {
                crc.update(piece.duplicate());
                while (piece.hasRemaining()) {
                    offset += channel.write(piece, offset);
                }
            }
            received.add(chunk.getData().size());
        }
    }
}
