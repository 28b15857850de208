package io.quorate.server.replication.ratis;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Reads one segment file of Ratis' log as bytes: a header, then records of a length (varint), a LogEntryProto and the
 * CRC-32C of both, then zeros up to where the file was preallocated. Ratis reads the same bytes later; this looks at
 * them first, because Ratis deletes or truncates what it cannot read in places where it should refuse.
 */
final class SegmentScan {
    static final int HEADER_BYTES = 8;
    static final int NOT_FOUND = -1;
    private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_BYTES = 4;
    private static final int LONGEST_LENGTH_BYTES = 4;
    private static final int LONGEST_VARINT_BYTES = 10;
    private static final byte TERM_TAG = 1 << 3;
    private static final byte INDEX_TAG = 2 << 3;

    private final CRC32C checksum = new CRC32C();
    private byte[] bytes = new byte[0];
    private int size;
    private int cursor;
    private long index;

    /**
     * What a file holds.
     *
     * @param lastIndex of the last record that follows the first without a gap; the first index less one when none does
     * @param soundBytes length of the header and those records
     * @param damaged whether anything but zeros comes after them
     * @param laterRecord where, after the damage, another sound record of a later index begins, or NOT_FOUND
     */
    record Found(long lastIndex, int soundBytes, boolean damaged, int laterRecord) {}

    /** Reads a file whose first record has this index; stops at the last index if there is one to stop at. */
    Found scan(Path file, long firstIndex, long lastIndex) throws IOException {
        read(file);
        long last = firstIndex - 1;
        cursor = 0;
        if (headerIsSound()) {
            cursor = HEADER_BYTES;
            for (int at = HEADER_BYTES; last < lastIndex && soundRecord(at, last + 1, last + 1); at = cursor) {
                last++;
            }
        }
        int sound = cursor;
        if (last == lastIndex || isZero(sound)) {
            return new Found(last, sound, false, NOT_FOUND);
        }
        return new Found(last, sound, true, laterRecord(sound, last));
    }

    private void read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            size = Math.toIntExact(channel.size());
            if (bytes.length < size) {
                bytes = new byte[size];
            }
            ByteBuffer target = ByteBuffer.wrap(bytes, 0, size);
            while (target.hasRemaining()) {
                if (channel.read(target) < 0) {
                    throw new EOFException(file + " became shorter while it was read");
                }
            }
        }
    }

    private boolean headerIsSound() {
        if (size < HEADER_BYTES) {
            return false;
        }
        for (int i = 0; i < HEADER_BYTES; i++) {
            if (bytes[i] != HEADER[i]) {
                return false;
            }
        }
        return true;
    }

    /** A header that was cut short counts as nothing, like zeros. */
    private boolean isZero(int from) {
        int at = from;
        while (from == 0 && at < size && at < HEADER_BYTES && bytes[at] == HEADER[at]) {
            at++;
        }
        while (at < size && bytes[at] == 0) {
            at++;
        }
        return at == size;
    }

    /**
     * Indices grow by one and a record takes more than one byte: no later record's index is further off than the size.
     */
    private int laterRecord(int from, long last) {
        for (int at = from; at < size; at++) {
            if (bytes[at] != 0 && soundRecord(at, last + 1, last + size)) {
                return at;
            }
        }
        return NOT_FOUND;
    }

    /** True when a whole record with an index in the range is at this place; the cursor is behind it then. */
    private boolean soundRecord(int at, long leastIndex, long mostIndex) {
        cursor = at;
        long length = varint(Math.min(size, at + LONGEST_LENGTH_BYTES));
        int body = cursor;
        if (length <= 0 || length > RatisProperties.MAX_ENTRY_BYTES || body + length + CHECKSUM_BYTES > size) {
            cursor = at;
            return false;
        }
        int end = body + (int) length;
        if (!readIndex(end) || index < leastIndex || index > mostIndex || !checksumIsRight(at, end)) {
            cursor = at;
            return false;
        }
        cursor = end + CHECKSUM_BYTES;
        return true;
    }

    /** An entry begins with its term and its index; an index of zero is left out. */
    private boolean readIndex(int end) {
        if (bytes[cursor++] != TERM_TAG || varint(end) <= 0) {
            return false;
        }
        index = 0;
        if (cursor < end && bytes[cursor] == INDEX_TAG) {
            cursor++;
            index = varint(end);
        }
        return index >= 0;
    }

    /** The number at the cursor, or -1 when it does not end before the limit. */
    private long varint(int limit) {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT_BYTES && cursor < limit; i++) {
            byte next = bytes[cursor++];
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }

    private boolean checksumIsRight(int from, int end) {
        checksum.reset();
        checksum.update(bytes, from, end - from);
        return (int) checksum.getValue()
                == ByteBuffer.wrap(bytes, end, CHECKSUM_BYTES).getInt();
    }
}
