package io.quorate.jepsen.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** One bit of one file, where it matters: not in the zeros that a file made longer in advance ends with. */
final class BitFlip {
    private static final int BLOCK = 64 << 10;

    private BitFlip() {}

    /** Turns it and says where; empty when no file has content. */
    static Optional<String> one(List<Path> files, long seed) throws IOException {
        List<Path> candidates = new ArrayList<>(files);
        SplittableRandom random = new SplittableRandom(seed);
        while (!candidates.isEmpty()) {
            Path path = candidates.remove(random.nextInt(candidates.size()));
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                long length = contentLength(file);
                if (length > 0) {
                    return Optional.of(path + " " + flip(file, random.nextLong(length), random.nextInt(Byte.SIZE)));
                }
            }
        }
        return Optional.empty();
    }

    private static String flip(RandomAccessFile file, long at, int bit) throws IOException {
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ (1 << bit));
        file.getFD().sync();
        return "byte " + at + " bit " + bit;
    }

    /** Without the zeros at the end. */
    private static long contentLength(RandomAccessFile file) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long end = file.length(); end > 0; ) {
            long begin = Math.max(0, end - BLOCK);
            file.seek(begin);
            int length = (int) (end - begin);
            file.readFully(block, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (block[i] != 0) {
                    return begin + i + 1;
                }
            }
            end = begin;
        }
        return 0;
    }
}
