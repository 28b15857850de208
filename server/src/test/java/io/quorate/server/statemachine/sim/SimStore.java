package io.quorate.server.statemachine.sim;

import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import io.quorate.server.storage.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A store that can crash and be copied; by some mutants batches are taken apart. */
final class SimStore implements OrderedStore {
    private static final byte[] POSITION = "position".getBytes(StandardCharsets.US_ASCII);

    private final MemoryStore memory;
    private final Mutant mutant;

    SimStore(Mutant mutant) {
        this(new MemoryStore(), mutant);
    }

    private SimStore(MemoryStore memory, Mutant mutant) {
        this.memory = memory;
        this.mutant = mutant;
    }

    /** What is left of it after a crash: all that was flushed and some of what was written after. */
    SimStore afterCrash(Random random) {
        return new SimStore(memory.afterCrash(random.nextInt(memory.unflushedBatches() + 1)), mutant);
    }

    int unflushed() {
        return memory.unflushedBatches();
    }

    /** A durable copy of all there is now. */
    SimStore copy() {
        SimStore copy = new SimStore(memory.afterCrash(memory.unflushedBatches()), mutant);
        if (mutant == Mutant.SNAPSHOT_WITHOUT_SESSIONS) {
            WriteBatch batch = copy.memory.newBatch();
            batch.deleteRange(Column.SESSIONS, new byte[0], new byte[] {(byte) 0xff});
            copy.memory.write(batch);
            copy.memory.flush();
        }
        return copy;
    }

    /** In which of the parts of a batch a row is written. */
    private int part(Column column, byte[] key) {
        boolean position = column == Column.META && Arrays.equals(key, POSITION);
        boolean later = switch (mutant) {
            case POSITION_AFTER_EFFECTS -> position;
            case POSITION_BEFORE_EFFECTS -> !position;
            case SESSIONS_AFTER_EFFECTS -> column == Column.SESSIONS;
            default -> false;
        };
        return later ? 1 : 0;
    }

    @Override
    public byte @Nullable [] get(Column column, byte[] key) {
        return memory.get(column, key);
    }

    @Override
    public ReadView openView() {
        return memory.openView();
    }

    @Override
    public WriteBatch newBatch() {
        return new Parts(List.of(memory.newBatch(), memory.newBatch()));
    }

    @Override
    public void write(WriteBatch batch) {
        for (WriteBatch part : ((Parts) batch).parts) {
            if (!part.isEmpty()) {
                memory.write(part);
            }
        }
    }

    @Override
    public void flush() {
        if (mutant != Mutant.FLUSH_DOES_NOTHING) {
            memory.flush();
        }
    }

    @Override
    public void checkpoint(Path directory) {
        throw new UnsupportedOperationException("there are no files");
    }

    @Override
    public long sizeBytes() {
        return memory.sizeBytes();
    }

    @Override
    public void close() {
        memory.close();
    }

    private final class Parts implements WriteBatch {
        private final List<WriteBatch> parts;

        Parts(List<WriteBatch> parts) {
            this.parts = parts;
        }

        @Override
        public void put(Column column, byte[] key, byte[] value) {
            parts.get(part(column, key)).put(column, key, value);
        }

        @Override
        public void put(Column column, byte[] key, int keyLength, byte[] value, int valueLength) {
            parts.get(part(column, Arrays.copyOf(key, keyLength))).put(column, key, keyLength, value, valueLength);
        }

        @Override
        public void delete(Column column, byte[] key) {
            parts.get(part(column, key)).delete(column, key);
        }

        @Override
        public void deleteRange(Column column, byte[] from, byte[] to) {
            parts.get(part(column, from)).deleteRange(column, from, to);
        }

        @Override
        public boolean isEmpty() {
            return parts.stream().allMatch(WriteBatch::isEmpty);
        }
    }
}
