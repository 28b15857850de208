package io.quorate.server.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.Fault;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.CorruptStore;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.OrderedStoreContract;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

class RocksStoreTest implements OrderedStoreContract {
    @TempDir
    private Path directory;

    @Override
    public OrderedStore openStore(Path at) {
        return RocksStore.open(at, RocksSettings.defaults());
    }

    @Test
    void shouldBuildTheSameBatchAsRocksDb() throws RocksDBException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Column[] columns = Column.values();
        try (RocksStore store = RocksStore.open(directory, RocksSettings.defaults());
                org.rocksdb.WriteBatch expected = new org.rocksdb.WriteBatch()) {
            RocksWriteBatch batch = (RocksWriteBatch) store.newBatch();
            for (int i = 0; i < 1_000; i++) {
                Column column = columns[random.nextInt(columns.length)];
                byte[] key = randomBytes(random, 20);
                byte[] value = randomBytes(random, random.nextInt(50) == 0 ? 40_000 : 200);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        batch.put(column, key, value);
                        expected.put(store.family(column), key, value);
                    }
                    case 1 -> {
                        batch.delete(column, key);
                        expected.delete(store.family(column), key);
                    }
                    default -> {
                        batch.deleteRange(column, key, value);
                        expected.deleteRange(store.family(column), key, value);
                    }
                }
            }
            assertThat(batch.toByteArray()).as("seed %d", seed).isEqualTo(expected.data());
        }
    }

    private static byte[] randomBytes(Random random, int bound) {
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldHaveASizeBeforeAnythingIsFlushed() {
        try (OrderedStore store = openStore(directory)) {
            long empty = store.sizeBytes();
            for (int i = 0; i < 100; i++) {
                OrderedStoreContract.put(store, Column.CURRENT, "k" + i, "v".repeat(100));
            }

            assertThat(store.sizeBytes()).isGreaterThanOrEqualTo(empty + 100 * 100);
        }
    }

    @Test
    void shouldHoldWhatWasFlushedAfterReopening() {
        try (OrderedStore store = openStore(directory)) {
            OrderedStoreContract.put(store, Column.CURRENT, "k", "v");
            store.flush();
            assertThat(store.sizeBytes()).isPositive();
        }

        try (OrderedStore store = openStore(directory)) {
            assertThat(OrderedStoreContract.rows(store, Column.CURRENT)).containsExactly("k=v");
        }
    }

    @Test
    void shouldWriteACheckpointThatOpensAsAStoreOfThatMoment() {
        Path copy = directory.resolve("copy");
        try (OrderedStore store = openStore(directory.resolve("store"))) {
            OrderedStoreContract.put(store, Column.CURRENT, "k", "before");
            OrderedStoreContract.put(store, Column.META, "k", "before");
            store.checkpoint(copy);
            OrderedStoreContract.put(store, Column.CURRENT, "k", "after");
        }

        try (OrderedStore store = openStore(copy)) {
            assertThat(OrderedStoreContract.rows(store, Column.CURRENT)).containsExactly("k=before");
            assertThat(OrderedStoreContract.rows(store, Column.META)).containsExactly("k=before");
        }
    }

    @Test
    void shouldNameTheFileThatIsCorrupt() throws IOException {
        try (OrderedStore store = openStore(directory)) {
            WriteBatch batch = store.newBatch();
            for (int i = 0; i < 5_000; i++) {
                batch.put(Column.CURRENT, ("key" + i).getBytes(StandardCharsets.UTF_8), new byte[100]);
            }
            store.write(batch);
            store.flush();
        }
        Path sst = largest(".sst");
        overwrite(sst, 2_000, 64);

        assertThatThrownBy(this::readAll)
                .isInstanceOfSatisfying(
                        CorruptStore.class,
                        e -> assertThat(e.file()).endsWith(sst.getFileName().toString()))
                .hasMessageContaining("mismatch");
    }

    @Test
    void shouldReportAMissingFileAndADamagedManifestAsCorruptionWhenOpening() throws IOException {
        try (OrderedStore store = openStore(directory)) {
            OrderedStoreContract.put(store, Column.CURRENT, "k", "v");
            store.flush();
        }
        Path sst = largest(".sst");
        byte[] content = Files.readAllBytes(sst);
        Files.delete(sst);
        assertThatThrownBy(() -> openStore(directory).close())
                .isInstanceOfSatisfying(
                        CorruptStore.class, e -> assertThat(e.file()).endsWith(".sst"));

        Files.write(sst, content);
        try (Stream<Path> files = Files.list(directory)) {
            Path manifest = files.filter(file -> file.getFileName().toString().startsWith("MANIFEST"))
                    .findFirst()
                    .orElseThrow();
            overwrite(manifest, 20, 16);
        }
        assertThatThrownBy(() -> openStore(directory).close()).isInstanceOf(CorruptStore.class);
    }

    private void readAll() {
        try (OrderedStore store = openStore(directory)) {
            assertThat(OrderedStoreContract.rows(store, Column.CURRENT)).hasSize(5_000);
        }
    }

    private Path largest(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void overwrite(Path file, long offset, int bytes) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(offset);
            for (int i = 0; i < bytes; i++) {
                int old = access.read();
                access.seek(offset + i);
                access.write(~old);
            }
        }
    }

    @Test
    void shouldRefuseADirectoryThatIsOpenAlready() {
        try (OrderedStore store = openStore(directory)) {
            assertThat(store.sizeBytes()).isNotNegative();
            assertThatThrownBy(() -> openStore(directory)).isInstanceOf(Fault.class);
        }
    }

    @Test
    void shouldCloseViewsLeftOpenAndRefuseThemAfterwards() {
        OrderedStore store = openStore(directory);
        OrderedStoreContract.put(store, Column.CURRENT, "k", "v");
        ReadView view = store.openView();
        Cursor cursor = view.cursor(Column.CURRENT, new byte[0], null);
        cursor.seek(new byte[0]);

        store.close();

        assertThatThrownBy(() -> view.get(Column.CURRENT, new byte[] {'k'})).isInstanceOf(Fault.class);
        // Becoming invalid would look like the end of the range to a walk under way.
        assertThat(cursor.isValid()).isTrue();
        assertThatThrownBy(cursor::next).isInstanceOf(Fault.class);
        cursor.close();
        view.close();
    }

    @Test
    void shouldSurviveBeingClosedUnderReaders() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            OrderedStore store = openStore(directory.resolve("round" + round));
            OrderedStoreContract.put(store, Column.CURRENT, "k", "v");
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> readers = Stream.generate(() -> new Thread(() -> readUntilClosed(store, failure)))
                    .limit(3)
                    .toList();
            readers.forEach(Thread::start);

            store.close();

            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(failure.get()).isNull();
        }
    }

    private static void readUntilClosed(OrderedStore store, AtomicReference<Throwable> failure) {
        try {
            while (true) {
                assertThat(store.get(Column.CURRENT, new byte[] {'k'})).isNotNull();
                assertThat(OrderedStoreContract.rows(store, Column.CURRENT)).containsExactly("k=v");
            }
        } catch (Fault e) {
            if (!"the store is closed".equals(e.getMessage())) {
                failure.set(e);
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    @Test
    void shouldReportItsPropertiesAsNumbers() {
        try (RocksStore store = RocksStore.open(directory, RocksSettings.defaults())) {
            OrderedStoreContract.put(store, Column.CURRENT, "k", "v");

            assertThat(store.properties())
                    .containsKeys("rocksdb.total-sst-files-size", "rocksdb.block-cache-usage")
                    .hasEntrySatisfying(
                            "rocksdb.cur-size-all-mem-tables",
                            size -> assertThat(size).isPositive())
                    .containsEntry("rocksdb.background-errors", 0L);
        }
    }
}
