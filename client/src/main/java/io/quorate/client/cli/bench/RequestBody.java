package io.quorate.client.cli.bench;

import java.util.SplittableRandom;

/**
 * One serialized request with holes for the key and the value, filled in place for every operation. Owned by one
 * client, which has one operation in flight: the bytes change only after the answer has come.
 */
final class RequestBody {
    private final byte[] bytes;
    private final int[] keyOffsets;
    private final int keySize;
    private final int valueOffset;
    private final int valueSize;

    RequestBody(byte[] bytes, int[] keyOffsets, int keySize, int valueOffset, int valueSize) {
        this.bytes = bytes;
        this.keyOffsets = keyOffsets;
        this.keySize = keySize;
        this.valueOffset = valueOffset;
        this.valueSize = valueSize;
    }

    /** Writes the key as decimal digits, and a slice of random bytes as the value; returns the request. */
    byte[] fill(long key, byte[] randomBytes, SplittableRandom random) {
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
        return bytes;
    }
}
