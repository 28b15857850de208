package io.quorate.jepsen.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that takes all free space of a disk. */
final class Filler {
    private static final int LEAST = 4096;
    private static final int MOST_ROUNDS = 20;
    private static final String FULL = "No space left on device";

    private final LoopDisk disk;

    Filler(LoopDisk disk) {
        this.disk = disk;
    }

    private Path path() {
        return disk.mountPoint().resolve("filler");
    }

    /** Until a write that is not its own fails for want of space. Others may give and take space meanwhile. */
    void fill() throws IOException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            take();
            if (isFull()) {
                return;
            }
        }
        throw new IOException("writes still find space");
    }

    /** Big pieces first; then byte by byte what no piece fits. */
    private void take() throws IOException {
        long piece = Files.getFileStore(disk.mountPoint()).getUsableSpace();
        long end = Files.exists(path()) ? Files.size(path()) : 0;
        while (piece >= LEAST) {
            try {
                SystemCommand.run(
                        "fallocate",
                        "--offset",
                        Long.toString(end),
                        "--length",
                        Long.toString(piece),
                        path().toString());
                end += piece;
            } catch (IOException e) {
                refuseUnlessFull(e);
                piece /= 2;
            }
        }
        try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
            file.seek(end);
            while (true) {
                file.write(new byte[LEAST]);
                file.getFD().sync();
            }
        } catch (IOException e) {
            refuseUnlessFull(e);
        }
    }

    private boolean isFull() throws IOException {
        try {
            disk.tryWrite();
            return false;
        } catch (IOException e) {
            refuseUnlessFull(e);
            return true;
        }
    }

    private static void refuseUnlessFull(IOException e) throws IOException {
        if (!String.valueOf(e.getMessage()).contains(FULL)) {
            throw e;
        }
    }

    /** Gives the space back; it is free when this returns, and a write has shown it. */
    void free() throws IOException {
        if (Files.deleteIfExists(path())) {
            LoopDisk.syncDirectory(disk.mountPoint());
            disk.tryWrite();
        }
    }
}
