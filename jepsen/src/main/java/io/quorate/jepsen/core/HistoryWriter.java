package io.quorate.jepsen.core;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Writes a history while it happens, so that what was seen outlives the harness: what was added more than about a
 * second ago is with the operating system as long as things are being added; {@link #flush} gives it the rest.
 * Operations are added when they are complete, in any order. Any thread; adding takes about a microsecond, under one
 * lock.
 *
 * <p>When the file cannot be written, the call that finds out and every later one throw {@link UncheckedIOException}.
 */
public final class HistoryWriter implements AutoCloseable {
    /** What the file of a run is called in its directory. */
    public static final String FILE = "history.bin";

    private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(1);

    // A plain stream, not a channel: an interrupted thread would close that for all.
    private final FileOutputStream file;
    private final VarintOutput frame = new VarintOutput(HistoryFormat.FRAME_TARGET * 2);
    private final VarintOutput header = new VarintOutput(16);
    private final RecordEncoder encoder = new RecordEncoder(frame);
    private long flushedNanos = System.nanoTime();
    private long ops;
    private long faults;
    private long leaders;
    private boolean open = true;

    private HistoryWriter(FileOutputStream file) {
        this.file = file;
    }

    /** Makes the file, which must not exist. */
    public static HistoryWriter create(Path path, long seed, List<String> nodes) throws IOException {
        Files.createFile(path);
        HistoryWriter writer = new HistoryWriter(new FileOutputStream(path.toFile()));
        try {
            writer.file.write(HistoryFormat.MAGIC);
            writer.file.write(HistoryFormat.VERSION);
            writer.encoder.start(seed, nodes);
            writer.flush();
            return writer;
        } catch (IOException | UncheckedIOException e) {
            writer.file.close();
            throw e;
        }
    }

    /** Names the keyspaces that what is added later is of, the default one first. */
    public synchronized void keyspaces(List<String> names) {
        requireOpen();
        encoder.keyspaces(names);
        added();
    }

    public synchronized void add(Op op) {
        requireOpen();
        encoder.op(op);
        ops++;
        added();
    }

    public synchronized void add(FaultRecord fault) {
        requireOpen();
        encoder.fault(fault);
        faults++;
        added();
    }

    public synchronized void add(LeaderSample sample) {
        requireOpen();
        encoder.leader(sample);
        leaders++;
        added();
    }

    /** Operations added so far. */
    public synchronized long ops() {
        return ops;
    }

    /** Hands all that was added to the operating system. */
    public synchronized void flush() {
        requireOpen();
        writeFrame();
    }

    /** Marks the history as whole and syncs it to the disk. Idempotent. */
    @Override
    public synchronized void close() throws IOException {
        if (!open) {
            return;
        }
        try (file) {
            encoder.end(ops, faults, leaders);
            writeFrame();
            open = false;
            file.getFD().sync();
        } finally {
            open = false;
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new UncheckedIOException(new IOException("the history is closed, or could not be written"));
        }
    }

    private void added() {
        if (frame.size() >= HistoryFormat.FRAME_TARGET || System.nanoTime() - flushedNanos > FLUSH_NANOS) {
            writeFrame();
        }
    }

    private void writeFrame() {
        flushedNanos = System.nanoTime();
        if (frame.size() == 0) {
            return;
        }
        CRC32C checksum = new CRC32C();
        checksum.update(frame.array(), 0, frame.size());
        header.clear();
        header.fixed32(frame.size());
        header.fixed32((int) checksum.getValue());
        try {
            file.write(header.array(), 0, header.size());
            file.write(frame.array(), 0, frame.size());
            frame.clear();
        } catch (IOException e) {
            // Half a frame may be there: nothing can be written after it.
            open = false;
            throw new UncheckedIOException("The history cannot be written", e);
        }
    }
}
