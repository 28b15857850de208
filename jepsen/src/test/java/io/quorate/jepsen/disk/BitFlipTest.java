package io.quorate.jepsen.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BitFlipTest {
    @TempDir
    private Path directory;

    BitFlipTest() {}

    @Test
    void shouldTurnExactlyOneBitBeforeTheZerosAtTheEnd() throws IOException {
        for (long seed = 0; seed < 200; seed++) {
            byte[] before = new byte[100_000];
            Arrays.fill(before, 0, 70, (byte) 7);
            Path file = Files.write(directory.resolve("segment"), before);

            String where = BitFlip.one(List.of(file), seed).orElseThrow();

            byte[] after = Files.readAllBytes(file);
            int at = Arrays.mismatch(before, after);
            assertThat(at).isBetween(0, 69);
            assertThat(where).contains("byte " + at + " ");
            assertThat(Integer.bitCount((before[at] ^ after[at]) & 0xff)).isEqualTo(1);
            after[at] = before[at];
            assertThat(after).isEqualTo(before);
        }
    }

    @Test
    void shouldFindTheFileThatHasContent() throws IOException {
        Path empty = Files.write(directory.resolve("empty"), new byte[0]);
        Path zeros = Files.write(directory.resolve("zeros"), new byte[100]);
        Path full = Files.write(directory.resolve("full"), new byte[] {1});

        assertThat(BitFlip.one(List.of(empty, zeros, full), 1))
                .hasValueSatisfying(where -> assertThat(where).startsWith(full.toString()));
        assertThat(BitFlip.one(List.of(empty, zeros), 1)).isEmpty();
    }
}
