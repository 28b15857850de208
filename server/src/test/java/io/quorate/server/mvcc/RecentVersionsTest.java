package io.quorate.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.Bytes;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecentVersionsTest {
    private static final Bytes SMALL = Bytes.utf8("v");
    private static final Bytes LARGE = Bytes.wrap(new byte[600]);

    private final RecentVersions recent = new RecentVersions();

    /** Enough keys that they drive each other out. */
    @Test
    void shouldKnowTheNewestVersionOrNone() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Integer, StoredVersion> model = new TreeMap<>();
        long known = 0;
        for (int revision = 2; revision < 600_000; revision++) {
            int number = random.nextInt(200_000);
            StoredVersion version = random.nextInt(10) == 0
                    ? StoredVersion.deletedAt(revision)
                    : StoredVersion.put(StoredVersion.ABSENT, revision, 0, random.nextInt(10) == 0 ? LARGE : SMALL);
            recent.note(key(number), version);
            model.put(number, version);

            int asked = random.nextBoolean() ? number : random.nextInt(200_000);
            StoredVersion found = recent.find(key(asked));
            if (found != null) {
                assertThat(found).as("seed %d, key %d", seed, asked).isSameAs(model.get(asked));
                assertThat(found.isLive()).isTrue();
                known++;
            }
        }
        assertThat(known).as("seed %d", seed).isGreaterThan(200_000);
    }

    @Test
    void shouldForgetAKeyThatIsDeletedOrTooLarge() {
        recent.note(key(1), StoredVersion.put(StoredVersion.ABSENT, 2, 0, SMALL));
        recent.note(key(2), StoredVersion.put(StoredVersion.ABSENT, 3, 0, SMALL));
        recent.note(key(1), StoredVersion.deletedAt(4));
        recent.note(key(2), StoredVersion.put(StoredVersion.ABSENT, 5, 0, LARGE));

        assertThat(recent.find(key(1))).isNull();
        assertThat(recent.find(key(2))).isNull();
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key" + number);
    }
}
