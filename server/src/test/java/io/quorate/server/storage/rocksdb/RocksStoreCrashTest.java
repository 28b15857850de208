package io.quorate.server.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.WriteBatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process in the midst of writing: what is left must be all batches up to one, over all columns. */
class RocksStoreCrashTest {
    private static final int ROUNDS = 5;
    private static final RocksSettings SMALL = new RocksSettings(1 << 20, 1 << 20, 2);

    @TempDir
    private Path directory;

    @Test
    void shouldHoldAPrefixOfItsBatchesAfterAKill() throws IOException, InterruptedException {
        long before = -1;
        for (int round = 0; round < ROUNDS; round++) {
            long flushed = writeAndKill();
            long last = lastBatch();

            assertThat(last).isGreaterThanOrEqualTo(flushed).isGreaterThanOrEqualTo(before);
            before = last;
        }
        assertThat(before).isPositive();
    }

    /** Number of the last batch that the child said was flushed. */
    private long writeAndKill() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long flushed = -1;
        int lines = 3 + new Random().nextInt(3);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                String line = out.readLine();
                assertThat(line).as("the writer's progress").isNotNull();
                flushed = Long.parseLong(line);
            }
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        return flushed;
    }

    private long lastBatch() {
        try (OrderedStore store = RocksStore.open(directory, SMALL)) {
            long last = Writer.last(store);
            for (Column column : Column.values()) {
                assertThat(store.get(column, Writer.LAST)).as(column.label()).isEqualTo(Writer.number(last));
                assertThat(store.get(column, Writer.number(last)))
                        .as(column.label())
                        .isNotNull();
                assertThat(store.get(column, Writer.number(last + 1)))
                        .as(column.label())
                        .isNull();
            }
            for (long batch = 0; batch < last; batch++) {
                assertThat(store.get(Column.HISTORY, Writer.number(batch))).isNotNull();
            }
            return last;
        }
    }

    /** The child: writes batches over all columns and prints their numbers when they are flushed. */
    static final class Writer {
        static final byte[] LAST = {'l'};

        private Writer() {}

        public static void main(String[] arguments) {
            OrderedStore store = RocksStore.open(Path.of(arguments[0]), SMALL);
            for (long batch = last(store) + 1; ; batch++) {
                WriteBatch changes = store.newBatch();
                for (Column column : Column.values()) {
                    changes.put(column, number(batch), new byte[500]);
                    changes.put(column, LAST, number(batch));
                }
                store.write(changes);
                if (batch % 50 == 49) {
                    store.flush();
                    System.out.println(batch);
                }
            }
        }

        static long last(OrderedStore store) {
            byte[] last = store.get(Column.META, LAST);
            return last == null ? -1 : ByteBuffer.wrap(last).getLong();
        }

        static byte[] number(long number) {
            return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        }
    }
}
