package io.quorate.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
                    : StoredVersion.put(StoredVersion.ABSENT, revision, 0, 0, random.nextInt(10) == 0 ? LARGE : SMALL);
            recent.note(key(number), version);
            model.put(number, version);

            int asked = random.nextBoolean() ? number : random.nextInt(200_000);
            StoredVersion found = recent.find(key(asked));
            if (found != null) {
                StoredVersion expected = Objects.requireNonNull(model.get(asked));
                assertThat(found.modRevision())
                        .as("seed %d, key %d", seed, asked)
                        .isEqualTo(expected.modRevision());
                assertThat(found.value()).as("seed %d, key %d", seed, asked).isEqualTo(expected.value());
                assertThat(found.isLive()).isTrue();
                known++;
            }
        }
        assertThat(known).as("seed %d", seed).isGreaterThan(200_000);
    }

    @Test
    void shouldForgetAKeyThatIsDeletedOrTooLarge() {
        recent.note(key(1), StoredVersion.put(StoredVersion.ABSENT, 2, 0, 0, SMALL));
        recent.note(key(2), StoredVersion.put(StoredVersion.ABSENT, 3, 0, 0, SMALL));
        recent.note(key(1), StoredVersion.deletedAt(4));
        recent.note(key(2), StoredVersion.put(StoredVersion.ABSENT, 5, 0, 0, LARGE));

        assertThat(recent.find(key(1))).isNull();
        assertThat(recent.find(key(2))).isNull();
    }

    /** Rows say in each byte which revision they are of: a copy of two of them would show. */
    @Test
    void shouldNeverShowHalfOfOneVersionAndHalfOfAnother() throws Exception {
        AtomicLong published = new AtomicLong(1);
        AtomicBoolean running = new AtomicBoolean(true);
        AtomicLong found = new AtomicLong();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                done.add(readers.submit(() -> {
                    while (running.get()) {
                        long at = published.get();
                        StoredVersion version = recent.find(key((int) (at % 7)));
                        if (version != null) {
                            requireWhole(version);
                            found.incrementAndGet();
                        }
                    }
                    return null;
                }));
            }
            for (long revision = 2; revision < 300_000 || found.get() < 1_000; revision++) {
                recent.note(
                        key((int) (revision % 7)),
                        revision % 50 == 0
                                ? StoredVersion.deletedAt(revision)
                                : StoredVersion.put(StoredVersion.ABSENT, revision, 0, 0, filled(revision)));
                published.set(revision);
            }
            running.set(false);
            for (Future<?> reader : done) {
                reader.get();
            }
        } finally {
            running.set(false);
            readers.shutdownNow();
        }
    }

    private static Bytes filled(long revision) {
        byte[] value = new byte[(int) (100 + revision % 200)];
        Arrays.fill(value, (byte) revision);
        return Bytes.wrap(value);
    }

    private static void requireWhole(StoredVersion version) {
        assertThat(version.value()).isEqualTo(filled(version.modRevision()));
    }

    private static Bytes key(int number) {
        return Bytes.utf8("key" + number);
    }
}
