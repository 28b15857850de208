package io.quorate.server.peer;

import io.quorate.proto.internal.v1.SnapshotFile;
import io.quorate.proto.internal.v1.SnapshotManifest;
import io.quorate.server.replication.SnapshotFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The snapshots that have been described to others, with the checksums of their files. Confined to one thread. */
final class SnapshotShelf {
    private static final int MAX_KEPT = 4;

    private final Map<String, Shelved> byId = new LinkedHashMap<>();

    /** A described snapshot. */
    record Shelved(Path directory, SnapshotManifest manifest, Map<String, SnapshotFile> files) {}

    /** Reads every file of a snapshot that has not been described before. */
    SnapshotManifest describe(SnapshotFiles snapshot) throws IOException {
        for (Shelved shelved : byId.values()) {
            boolean same = shelved.directory.equals(snapshot.directory())
                    && shelved.manifest.getIndex() == snapshot.position().index()
                    && shelved.manifest.getTerm() == snapshot.position().term();
            if (same) {
                return shelved.manifest;
            }
        }
        Shelved shelved = read(snapshot);
        byId.values().removeIf(each -> !Files.isDirectory(each.directory));
        while (byId.size() >= MAX_KEPT) {
            byId.remove(byId.keySet().iterator().next());
        }
        byId.put(shelved.manifest.getSnapshotId(), shelved);
        return shelved.manifest;
    }

    /** Null when it was never described, or long ago. */
    @Nullable
    Shelved find(String id) {
        return byId.get(id);
    }

    private static Shelved read(SnapshotFiles snapshot) throws IOException {
        Map<String, SnapshotFile> files = new LinkedHashMap<>();
        MessageDigest identity = sha256();
        for (Path path : filesOf(snapshot.directory())) {
            SnapshotFile file = describe(snapshot.directory(), path);
            files.put(file.getName(), file);
            identity.update(file.toByteArray());
        }
        String id = snapshot.position().term() + "-" + snapshot.position().index() + "-"
                + HexFormat.of().formatHex(identity.digest(), 0, 16);
        SnapshotManifest manifest = SnapshotManifest.newBuilder()
                .setTerm(snapshot.position().term())
                .setIndex(snapshot.position().index())
                .setSnapshotId(id)
                .addAllFiles(files.values())
                .build();
        return new Shelved(snapshot.directory(), manifest, files);
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static SnapshotFile describe(Path directory, Path path) throws IOException {
        StringBuilder name = new StringBuilder();
        for (Path part : directory.relativize(path)) {
            name.append(name.isEmpty() ? "" : "/").append(part);
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            CRC32C crc = new CRC32C();
            SnapshotDownload.update(crc, channel);
            return SnapshotFile.newBuilder()
                    .setName(name.toString())
                    .setSize(channel.size())
                    .setCrc32C((int) crc.getValue())
                    .build();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
