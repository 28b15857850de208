package io.quorate.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.Bytes;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryKeyTest {
    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @Test
    void shouldKeepTheReleasedBytes() {
        byte[] key = {'a', 0, (byte) 0xff};

        assertThat(HexFormat.of().formatHex(HistoryKey.of(key, 5, 7)))
                .isEqualTo("6100ffff0001000000000000000500000007");
        assertThat(HexFormat.of().formatHex(HistoryKey.first(key))).isEqualTo("6100ffff0001");
        assertThat(HexFormat.of().formatHex(RevisionRow.key(258, 3))).isEqualTo("000000000000010200000003");
    }

    @Test
    void shouldOrderAsKeysDoAndThenByRevision() {
        for (int i = 0; i < 20_000; i++) {
            Bytes a = key();
            Bytes b = key();
            long revisionA = random.nextLong(1, 4);
            long revisionB = random.nextLong(1, 4);
            int expected = a.equals(b) ? Long.compare(revisionA, revisionB) : a.compareTo(b);

            int actual = Bytes.wrap(HistoryKey.of(a.array(), revisionA, 0))
                    .compareTo(Bytes.wrap(HistoryKey.of(b.array(), revisionB, 0)));

            assertThat(Integer.signum(actual)).as("seed %d: %s %s", seed, a, b).isEqualTo(Integer.signum(expected));
        }
    }

    @Test
    void shouldReadBackWhatItWrote() {
        for (int i = 0; i < 20_000; i++) {
            Bytes key = key();
            long revision = random.nextLong() >>> 1;
            int sub = random.nextInt() >>> 1;
            byte[] encoded = HistoryKey.of(key.array(), revision, sub);

            assertThat(encoded).hasSize(HistoryKey.size(key.array()));
            assertThat(HistoryKey.key(encoded)).as("seed %d", seed).isEqualTo(key);
            assertThat(HistoryKey.revision(encoded)).isEqualTo(revision);
            assertThat(HistoryKey.sub(encoded)).isEqualTo(sub);
            assertThat(Bytes.wrap(HistoryKey.first(key.array()))).isLessThan(Bytes.wrap(encoded));
            assertThat(Bytes.wrap(HistoryKey.after(key.array()))).isGreaterThan(Bytes.wrap(encoded));
        }
    }

    private Bytes key() {
        byte[] parts = {0, 1, 2, 'a', (byte) 0xfe, (byte) 0xff};
        byte[] key = new byte[1 + random.nextInt(4)];
        for (int i = 0; i < key.length; i++) {
            key[i] = parts[random.nextInt(parts.length)];
        }
        return Bytes.wrap(key);
    }
}
