package io.quorate.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Readers beside the writer and the history compactor. Every state is known from its revision alone: the flickering key
 * is there at even revisions, put then, and gone at odd ones. So an answer whose revision is off by one is found.
 */
class MvccStoreConcurrencyTest {
    private static final Bytes FLICKERING = Bytes.utf8("flickering");
    private static final KeyRange ALL = new KeyRange(Bytes.utf8("a"), Bytes.wrap(new byte[] {0}));
    private static final int ENTRIES = 3_000;

    @TempDir
    private Path directory;

    @Test
    void shouldNameTheRevisionOfExactlyTheStateThatWasRead() throws InterruptedException {
        try (OrderedStore store = RocksStore.open(directory, RocksSettings.defaults())) {
            MvccStore mvcc = MvccStore.open(store);
            HistoryCompactor compactor = HistoryCompactor.open(store, mvcc, 50);
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = Stream.<Runnable>of(
                            () -> readNewest(mvcc, KeyRange.single(FLICKERING)),
                            () -> readNewest(mvcc, ALL),
                            () -> readPast(mvcc),
                            compactor::step)
                    .map(task -> new Thread(() -> repeat(task, done, failure)))
                    .toList();
            threads.forEach(Thread::start);

            write(store, mvcc);

            done.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failure.get()).isNull();
            assertThat(compactor.physicallyCompacted()).isGreaterThan(1);
        }
    }

    private static void write(OrderedStore store, MvccStore mvcc) {
        MvccWriter writer = mvcc.writer();
        for (int entry = 0; entry < ENTRIES; entry++) {
            writer.beginEntry(store.newBatch());
            for (int request = 0; request <= entry % 3; request++) {
                writer.beginRequest();
                if (writer.revision() % 2 == 1) {
                    writer.put(FLICKERING, Bytes.utf8("" + (writer.revision() + 1)), 0);
                } else {
                    assertThat(writer.deleteRange(KeyRange.single(FLICKERING), false)
                                    .count())
                            .isEqualTo(1);
                }
                writer.endRequest();
            }
            if (entry % 100 == 99) {
                writer.compact(writer.revision() - 60);
            }
            writer.commitEntry();
        }
    }

    private static void repeat(Runnable task, AtomicBoolean done, AtomicReference<Throwable> failure) {
        try {
            while (!done.get()) {
                task.run();
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private static void readNewest(MvccStore mvcc, KeyRange range) {
        long before = mvcc.revision();
        MvccReader.Found found = (MvccReader.Found) mvcc.read(RangeQuery.of(range));
        assertThat(found.revision()).isBetween(before, mvcc.revision());
        assertStateOf(found.revision(), found);
    }

    private static void readPast(MvccStore mvcc) {
        long revision = Math.max(1, mvcc.revision() - 40);
        MvccReader.ReadOutcome outcome = mvcc.read(RangeQuery.of(ALL).at(revision));
        if (outcome instanceof MvccReader.Found found) {
            assertStateOf(revision, found);
        } else {
            assertThat(((MvccReader.Compacted) outcome).compactedRevision()).isGreaterThan(revision);
        }
    }

    private static void assertStateOf(long revision, MvccReader.Found found) {
        List<KeyValue> expected = revision % 2 == 1
                ? List.of()
                : List.of(new KeyValue(FLICKERING, Bytes.utf8("" + revision), revision, revision, 1, 0));
        assertThat(found.result().kvs()).as("at revision %d", revision).isEqualTo(expected);
        assertThat(found.result().count()).isEqualTo(expected.size());
    }
}
