package io.quorate.jepsen.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve(HistoryWriter.FILE);
    }

    @Test
    void shouldReadWhatWasWritten() throws IOException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        History history = RandomHistory.of(seed, 5_000);

        write(history, new Random(seed));

        StoredHistory stored = HistoryReader.read(file);
        assertThat(stored.history()).isEqualTo(history);
        assertThat(stored.notice()).isEmpty();
    }

    @Test
    void shouldReadWhatWasWrittenUntilTheHarnessWasKilled() throws IOException {
        History history = RandomHistory.of(1, 20);
        try (HistoryWriter writer = HistoryWriter.create(file, history.seed(), history.nodes())) {
            history.ops().forEach(writer::add);
            writer.flush();
            writer.add(history.ops().get(0));

            StoredHistory stored = HistoryReader.read(file);

            assertThat(stored.history().ops()).isEqualTo(history.ops());
            assertThat(stored.notice())
                    .hasValueSatisfying(notice -> assertThat(notice).contains("has no end"));
        }
    }

    @Test
    void shouldIgnoreATornTailWhereverItIsTorn() throws IOException {
        History history = RandomHistory.of(2, 12);
        int whole;
        try (HistoryWriter writer = HistoryWriter.create(file, history.seed(), history.nodes())) {
            history.ops().subList(0, 6).forEach(writer::add);
            writer.flush();
            whole = (int) Files.size(file);
            history.ops().subList(6, 12).forEach(writer::add);
            writer.flush();
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = whole + 8 + length(bytes, whole);

        for (int size = whole + 1; size < end; size++) {
            Files.write(file, Arrays.copyOf(bytes, size));
            StoredHistory stored = HistoryReader.read(file);
            assertThat(stored.history().ops()).isEqualTo(history.ops().subList(0, 6));
            assertThat(stored.notice())
                    .hasValueSatisfying(notice -> assertThat(notice).contains("torn"));

            Files.write(file, Arrays.copyOf(Arrays.copyOf(bytes, size), end));
            assertThat(HistoryReader.read(file).history().ops()).hasSizeGreaterThanOrEqualTo(6);
        }
        Files.write(file, Arrays.copyOf(Arrays.copyOf(bytes, end), end + 5_000));
        assertThat(HistoryReader.read(file).history().ops()).isEqualTo(history.ops());
        assertThat(HistoryReader.read(file).notice()).isPresent();
    }

    @Test
    void shouldRefuseDamageBeforeTheEnd() throws IOException {
        History history = RandomHistory.of(3, 40);
        int first;
        try (HistoryWriter writer = HistoryWriter.create(file, history.seed(), history.nodes())) {
            history.ops().forEach(writer::add);
            writer.flush();
            first = (int) Files.size(file);
            history.ops().forEach(writer::add);
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[first - 3] ^= 0x10;
        Files.write(file, bytes);

        assertThatThrownBy(() -> HistoryReader.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checksum");
    }

    @Test
    void shouldRefuseOtherFiles() throws IOException {
        Files.writeString(file, "{\"verdict\": \"PASS\"}");
        assertThatThrownBy(() -> HistoryReader.read(file)).hasMessageContaining("not a history file");

        Files.write(file, new byte[] {'Q', 'J', 'H', 'I', 'S', 'T', '\n', 4});
        assertThatThrownBy(() -> HistoryReader.read(file)).hasMessageContaining("format version 4");

        Files.write(file, new byte[] {'Q', 'J', 'H', 'I', 'S', 'T', '\n', 1});
        assertThatThrownBy(() -> HistoryReader.read(file)).hasMessageContaining("no run");
    }

    @Test
    void shouldNotOverwriteAHistory() throws IOException {
        HistoryWriter.create(file, 1, List.of("n1")).close();

        assertThatThrownBy(() -> HistoryWriter.create(file, 1, List.of("n1"))).isInstanceOf(IOException.class);
    }

    @Test
    void shouldRefuseWhatComesAfterTheEnd() throws IOException {
        HistoryWriter writer = HistoryWriter.create(file, 1, List.of("n1"));
        writer.close();
        writer.close();

        assertThatThrownBy(() -> writer.add(new LeaderSample(1, 0, 0, 1))).isInstanceOf(UncheckedIOException.class);
        assertThat(HistoryReader.read(file).notice()).isEmpty();
    }

    @Test
    void shouldTakeOperationsOfManyThreads() throws Exception {
        int threads = 8;
        int each = 2_000;
        try (HistoryWriter writer = HistoryWriter.create(file, 1, List.of("n1"))) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            List<Future<?>> workers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int process = t;
                workers.add(pool.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        writer.add(RandomHistory.plain((long) i * threads + process, process));
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
            pool.shutdown();
        }

        List<Op> ops = HistoryReader.read(file).history().ops();

        assertThat(ops).hasSize(threads * each);
        for (int i = 0; i < ops.size(); i++) {
            assertThat(ops.get(i)).isEqualTo(RandomHistory.plain(i, i % threads));
        }
    }

    /** The figures are printed; the bound is one that a busy machine keeps. */
    @Test
    void shouldBeCheapForAMillionOperations() throws IOException {
        int count = 1_000_000;
        long began = System.nanoTime();
        try (HistoryWriter writer = HistoryWriter.create(file, 1, List.of("n1", "n2", "n3"))) {
            for (int i = 0; i < count; i++) {
                writer.add(RandomHistory.plain(i, i % 40));
            }
        }
        long written = System.nanoTime();
        List<Op> ops = HistoryReader.read(file).history().ops();
        long read = System.nanoTime();

        System.out.printf(
                "%d operations: written in %d ms, read in %d ms, %.1f bytes each%n",
                count, (written - began) / 1_000_000, (read - written) / 1_000_000, Files.size(file) / (double) count);
        assertThat(ops).hasSize(count);
        assertThat(ops.get(count - 1)).isEqualTo(RandomHistory.plain(count - 1, (count - 1) % 40));
        assertThat(Files.size(file)).isLessThan(count * 40L);
        assertThat(read - began).isLessThan(60_000_000_000L);
    }

    @Test
    void shouldKnowACodeOfEveryConstant() {
        assertThat(HistoryFormat.OUTCOMES).containsExactlyInAnyOrder(Outcome.values());
        assertThat(HistoryFormat.WORKLOADS).containsExactlyInAnyOrder(WorkloadKind.values());
        assertThat(HistoryFormat.ACTIONS).containsExactlyInAnyOrder(Action.values());
        assertThat(HistoryFormat.STATUSES).containsExactlyInAnyOrder(FaultStatus.values());
        assertThat(HistoryFormat.LEVELS).containsExactlyInAnyOrder(ReadLevel.values());
    }

    /** In an order in which operations may complete. */
    private void write(History history, Random random) throws IOException {
        List<Op> completed = new ArrayList<>(history.ops());
        for (int i = 0; i + 9 < completed.size(); i += 5) {
            Collections.shuffle(completed.subList(i, i + 9), random);
        }
        try (HistoryWriter writer = HistoryWriter.create(file, history.seed(), history.nodes())) {
            history.faults().forEach(writer::add);
            completed.forEach(writer::add);
            history.leaders().forEach(writer::add);
        }
    }

    private static int length(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }
}
