package io.quorate.client.cli.bench;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.SplittableRandom;

/**
 * One serialized request with holes for the key and the value, filled in place for every operation. It is its own
 * stream, so that sending it allocates nothing. Owned by one client, which has one operation in flight: the bytes
 * change only after the answer has come.
 */
final class RequestBody extends InputStream implements KnownLength, Drainable {
    private final byte[] bytes;
    private final int[] keyOffsets;
    private final int keySize;
    private final int valueOffset;
    private final int valueSize;
    private int position;

    RequestBody(byte[] bytes, int[] keyOffsets, int keySize, int valueOffset, int valueSize) {
        this.bytes = bytes;
        this.keyOffsets = keyOffsets;
        this.keySize = keySize;
        this.valueOffset = valueOffset;
        this.valueSize = valueSize;
    }

    /** Writes the key as decimal digits, and a slice of random bytes as the value. */
    void fill(long key, byte[] randomBytes, SplittableRandom random) {
        for (int offset : keyOffsets) {
            long rest = key;
            for (int i = offset + keySize - 1; i >= offset; i--) {
                bytes[i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
        }
        if (valueSize > 0) {
            int from = random.nextInt(randomBytes.length - valueSize + 1);
            System.arraycopy(randomBytes, from, bytes, valueOffset, valueSize);
        }
    }

    RequestBody rewound() {
        position = 0;
        return this;
    }

    byte[] toByteArray() {
        return bytes.clone();
    }

    @Override
    public int available() {
        return bytes.length - position;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        int count = available();
        target.write(bytes, position, count);
        position = bytes.length;
        return count;
    }

    @Override
    public int read() {
        return position == bytes.length ? -1 : bytes[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (position == bytes.length) {
            return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, available());
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }
}
