package io.quorate.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link OrderedStore} promises. */
public interface OrderedStoreContract {
    OrderedStore openStore(Path directory);

    @Test
    default void shouldReadWhatWasWrittenInEachColumn(@TempDir Path directory) {
        try (OrderedStore store = openStore(directory)) {
            WriteBatch batch = store.newBatch();
            for (Column column : Column.values()) {
                batch.put(column, bytes("k"), bytes(column.label()));
            }
            assertThat(store.get(Column.META, bytes("k"))).isNull();

            store.write(batch);

            for (Column column : Column.values()) {
                assertThat(store.get(column, bytes("k"))).isEqualTo(bytes(column.label()));
            }
            assertThat(store.get(Column.META, bytes("other"))).isNull();
        }
    }

    @Test
    default void shouldApplyChangesOfABatchInOrder(@TempDir Path directory) {
        try (OrderedStore store = openStore(directory)) {
            WriteBatch batch = store.newBatch();
            assertThat(batch.isEmpty()).isTrue();
            batch.put(Column.CURRENT, bytes("a"), bytes("1"));
            batch.put(Column.CURRENT, bytes("b"), bytes("1"));
            batch.put(Column.CURRENT, bytes("c"), bytes("1"));
            batch.delete(Column.CURRENT, bytes("a"));
            batch.deleteRange(Column.CURRENT, bytes("b"), bytes("d"));
            batch.put(Column.CURRENT, bytes("c"), bytes("2"));
            assertThat(batch.isEmpty()).isFalse();

            store.write(batch);

            assertThat(rows(store, Column.CURRENT)).containsExactly("c=2");
        }
    }

    @Test
    default void shouldCopyTheArraysOfABatch(@TempDir Path directory) {
        try (OrderedStore store = openStore(directory)) {
            byte[] key = bytes("key-and-more");
            byte[] value = bytes("value-and-more");
            WriteBatch batch = store.newBatch();
            batch.put(Column.HISTORY, key, 3, value, 5);
            key[0] = 'x';
            value[0] = 'x';

            store.write(batch);

            assertThat(rows(store, Column.HISTORY)).containsExactly("key=value");
        }
    }

    @Test
    default void shouldKeepAViewAsItWas(@TempDir Path directory) {
        try (OrderedStore store = openStore(directory)) {
            put(store, Column.CURRENT, "a", "1");
            try (ReadView view = store.openView();
                    Cursor before = view.cursor(Column.CURRENT, bytes("a"), null)) {
                put(store, Column.CURRENT, "a", "2");
                put(store, Column.CURRENT, "b", "2");

                assertThat(view.get(Column.CURRENT, bytes("a"))).isEqualTo(bytes("1"));
                assertThat(view.get(Column.CURRENT, bytes("b"))).isNull();
                before.seek(bytes("a"));
                assertThat(text(before.value())).isEqualTo("1");
                before.next();
                assertThat(before.isValid()).isFalse();
            }
        }
    }

    @Test
    default void shouldWalkWithinItsBoundsInBothDirections(@TempDir Path directory) {
        try (OrderedStore store = openStore(directory)) {
            for (String key : List.of("a", "b", "c", "d", "e")) {
                put(store, Column.CURRENT, key, key + key);
            }
            try (ReadView view = store.openView();
                    Cursor cursor = view.cursor(Column.CURRENT, bytes("b"), bytes("e"))) {
                assertThat(cursor.isValid()).isFalse();
                cursor.seek(bytes("b"));
                assertThat(text(cursor.key())).isEqualTo("b");
                cursor.next();
                assertThat(text(cursor.value())).isEqualTo("cc");
                cursor.previous();
                cursor.previous();
                assertThat(cursor.isValid()).isFalse();
                cursor.seekBackward(bytes("cz"));
                assertThat(text(cursor.key())).isEqualTo("c");
                cursor.seek(bytes("e"));
                assertThat(cursor.isValid()).isFalse();
                assertThatThrownBy(cursor::key).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    default void shouldOrderKeysByUnsignedBytes(@TempDir Path directory) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        try (OrderedStore store = openStore(directory)) {
            for (int round = 0; round < 20; round++) {
                WriteBatch batch = store.newBatch();
                for (int i = 0; i < 50; i++) {
                    change(random, batch, model);
                }
                store.write(batch);
            }
            List<Bytes> keys = new ArrayList<>();
            try (ReadView view = store.openView();
                    Cursor cursor = view.cursor(Column.CURRENT, new byte[0], null)) {
                for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
                    keys.add(Bytes.wrap(cursor.key()));
                    assertThat(Bytes.wrap(cursor.value())).isEqualTo(model.get(Bytes.wrap(cursor.key())));
                }
            }
            assertThat(keys).as("seed %d", seed).containsExactlyElementsOf(model.keySet());
        }
    }

    private static void change(Random random, WriteBatch batch, NavigableMap<Bytes, Bytes> model) {
        byte[] key = new byte[1 + random.nextInt(3)];
        random.nextBytes(key);
        key[0] = (byte) (key[0] & 0x83);
        byte[] value = new byte[random.nextInt(300)];
        random.nextBytes(value);
        switch (random.nextInt(10)) {
            case 0 -> {
                batch.delete(Column.CURRENT, key);
                model.remove(Bytes.wrap(key));
            }
            case 1 -> {
                byte[] to = {key[0], (byte) 0xff};
                if (Bytes.wrap(key).compareTo(Bytes.wrap(to)) < 0) {
                    batch.deleteRange(Column.CURRENT, key, to);
                    model.subMap(Bytes.wrap(key), Bytes.wrap(to)).clear();
                }
            }
            default -> {
                batch.put(Column.CURRENT, key, value);
                model.put(Bytes.wrap(key), Bytes.wrap(value));
            }
        }
    }

    @Test
    default void shouldNeverShowPartOfABatch(@TempDir Path directory) throws InterruptedException {
        try (OrderedStore store = openStore(directory)) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread reader = new Thread(() -> {
                while (!done.get()) {
                    try (ReadView view = store.openView()) {
                        assertThat(view.get(Column.META, bytes("k"))).isEqualTo(view.get(Column.SESSIONS, bytes("k")));
                    } catch (Throwable e) {
                        failure.set(e);
                        return;
                    }
                }
            });
            reader.start();
            for (int i = 0; i < 2_000; i++) {
                WriteBatch batch = store.newBatch();
                batch.put(Column.META, bytes("k"), bytes("" + i));
                batch.put(Column.SESSIONS, bytes("k"), bytes("" + i));
                store.write(batch);
            }
            done.set(true);
            reader.join();
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    default void shouldRefuseToBeUsedAfterClose(@TempDir Path directory) {
        OrderedStore store = openStore(directory);
        put(store, Column.META, "k", "v");
        WriteBatch batch = store.newBatch();
        batch.put(Column.META, bytes("k"), bytes("w"));

        store.close();
        store.close();

        assertThatThrownBy(() -> store.get(Column.META, bytes("k"))).isInstanceOf(Fault.class);
        assertThatThrownBy(() -> store.write(batch)).isInstanceOf(Fault.class);
        assertThatThrownBy(store::flush).isInstanceOf(Fault.class);
        assertThatThrownBy(store::openView).isInstanceOf(Fault.class);
    }

    @Test
    default void shouldRefuseACheckpointOverSomethingElse(@TempDir Path directory) throws IOException {
        Path target = Files.createDirectory(directory.resolve("there-already"));
        try (OrderedStore store = openStore(directory.resolve("store"))) {
            assertThatThrownBy(() -> store.checkpoint(target)).isInstanceOf(Fault.class);
        }
    }

    static void put(OrderedStore store, Column column, String key, String value) {
        WriteBatch batch = store.newBatch();
        batch.put(column, bytes(key), bytes(value));
        store.write(batch);
    }

    static List<String> rows(OrderedStore store, Column column) {
        List<String> rows = new ArrayList<>();
        try (ReadView view = store.openView();
                Cursor cursor = view.cursor(column, new byte[0], null)) {
            for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
                rows.add(text(cursor.key()) + "=" + text(cursor.value()));
            }
        }
        return rows;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
