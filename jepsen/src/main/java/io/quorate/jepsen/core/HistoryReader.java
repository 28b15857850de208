package io.quorate.jepsen.core;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads the file of a {@link HistoryWriter}, also one whose harness was killed while it wrote: a last frame that is not
 * whole is left out, with a notice. Damage anywhere else is an {@link IOException}.
 */
public final class HistoryReader {
    private static final int FILE_HEADER = HistoryFormat.MAGIC.length + 1;

    private final Path path;
    private final RecordDecoder decoder = new RecordDecoder();
    private final List<Op> ops = new ArrayList<>();
    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<LeaderSample> leaders = new ArrayList<>();
    private List<String> nodes = List.of();
    private List<String> keyspaces = List.of(History.DEFAULT_KEYSPACE);
    private long seed;
    private boolean started;
    private boolean ended;

    private HistoryReader(Path path) {
        this.path = path;
    }

    public static StoredHistory read(Path path) throws IOException {
        return new HistoryReader(path).read();
    }

    private StoredHistory read() throws IOException {
        long size = Files.size(path);
        long torn;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            requireHeader(in, size);
            torn = frames(in, size);
        }
        if (!started) {
            throw new IOException(path + " holds no run: its first record is not there");
        }
        ops.sort(Comparator.comparingLong(Op::calledNanos).thenComparingLong(Op::id));
        faults.sort(Comparator.comparingLong(FaultRecord::installedNanos));
        leaders.sort(Comparator.comparingLong(LeaderSample::nanos));
        return new StoredHistory(new History(seed, nodes, ops, faults, leaders, keyspaces), notice(torn));
    }

    private Optional<String> notice(long torn) {
        if (torn > 0) {
            return Optional.of("The history ends in a torn record: its last " + torn
                    + " bytes are ignored. The harness was killed while it wrote.");
        }
        return ended
                ? Optional.empty()
                : Optional.of("The history has no end: the harness was killed, or still writes.");
    }

    private void requireHeader(DataInputStream in, long size) throws IOException {
        if (size < FILE_HEADER || !Arrays.equals(in.readNBytes(HistoryFormat.MAGIC.length), HistoryFormat.MAGIC)) {
            throw new IOException(path + " is not a history file");
        }
        int version = in.readUnsignedByte();
        if (version < HistoryFormat.OLDEST_VERSION || version > HistoryFormat.VERSION) {
            throw new IOException(path + " has format version " + version + ", this reads "
                    + HistoryFormat.OLDEST_VERSION + " to " + HistoryFormat.VERSION);
        }
    }

    /** Returns how many bytes at the end are torn. */
    private long frames(DataInputStream in, long size) throws IOException {
        long rest = size - FILE_HEADER;
        while (rest >= HistoryFormat.FRAME_HEADER) {
            int length = in.readInt();
            int checksum = in.readInt();
            if (length <= 0 || length > HistoryFormat.FRAME_LIMIT) {
                if ((length | checksum) != 0 || !onlyZeros(in)) {
                    throw damaged(size - rest, "no length can be right");
                }
                return rest;
            }
            long after = rest - HistoryFormat.FRAME_HEADER - length;
            if (after < 0) {
                return rest;
            }
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new IOException(path + " became shorter while it was read");
            }
            CRC32C actual = new CRC32C();
            actual.update(payload);
            if ((int) actual.getValue() != checksum) {
                if (!onlyZeros(in)) {
                    throw damaged(size - rest, "its checksum does not match");
                }
                return rest;
            }
            records(payload, size - rest);
            rest = after;
        }
        return rest;
    }

    /** A file that grew before its bytes were there ends in zeros. */
    private static boolean onlyZeros(InputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        int bits = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                bits |= buffer[i];
            }
        }
        return bits == 0;
    }

    private void records(byte[] payload, long offset) throws IOException {
        VarintInput in = new VarintInput(payload);
        try {
            while (!in.isEmpty()) {
                record(in);
            }
        } catch (IllegalStateException | ArithmeticException e) {
            throw new IOException(
                    damaged(offset, "a record in it makes no sense").getMessage(), e);
        }
    }

    private void record(VarintInput in) {
        int kind = in.octet();
        if (started == (kind == HistoryFormat.START) || ended) {
            throw new IllegalStateException("out of order: a record of kind " + kind);
        }
        switch (kind) {
            case HistoryFormat.START -> {
                seed = in.fixed64();
                nodes = RecordDecoder.times(in, in::text);
                started = true;
            }
            case HistoryFormat.OP -> ops.add(decoder.op(in));
            case HistoryFormat.FAULT -> faults.add(decoder.fault(in));
            case HistoryFormat.LEADER -> leaders.add(decoder.leader(in));
            case HistoryFormat.KEYSPACES -> keyspaces = RecordDecoder.times(in, in::text);
            case HistoryFormat.IN -> in(in.small());
            case HistoryFormat.END -> end(in);
            default -> throw new IllegalStateException("a record of unknown kind " + kind);
        }
    }

    private void in(int keyspace) {
        if (keyspace >= keyspaces.size()) {
            throw new IllegalStateException("no keyspace " + keyspace + " among " + keyspaces.size());
        }
        decoder.in(keyspace);
    }

    private void end(VarintInput in) {
        long[] counted = {in.number(), in.number(), in.number()};
        long[] read = {ops.size(), faults.size(), leaders.size()};
        if (!Arrays.equals(counted, read)) {
            throw new IllegalStateException(
                    "written: " + Arrays.toString(counted) + " records, read: " + Arrays.toString(read));
        }
        ended = true;
    }

    private IOException damaged(long offset, String why) {
        return new IOException(path + " is damaged in the frame at byte " + offset + ": " + why);
    }
}
