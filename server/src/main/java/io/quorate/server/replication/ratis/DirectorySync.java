package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes durable which names a directory holds, and what they stand for. */
@FunctionalInterface
public interface DirectorySync {
    void sync(Path directory) throws IOException;

    /** As the file system does it. */
    static DirectorySync system() {
        return directory -> {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        };
    }
}
