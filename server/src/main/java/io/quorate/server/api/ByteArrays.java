package io.quorate.server.api;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.server.common.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Moves byte strings between protobuf and the domain without copying: both are immutable, so they may share an array.
 */
final class ByteArrays {
    private ByteArrays() {}

    /** Shares the array of a parsed field, which protobuf made for that field alone; copies anything else. */
    static Bytes toBytes(ByteString source) {
        if (source.isEmpty()) {
            return Bytes.EMPTY;
        }
        ArrayTaker taker = new ArrayTaker(source.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(source, taker);
        } catch (IOException e) {
            throw new UncheckedIOException("An array cannot fail to be written to", e);
        }
        return Bytes.wrap(taker.array());
    }

    /** Shares the array. */
    static ByteString toByteString(Bytes source) {
        return source.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(source.array());
    }

    /** Takes over an array that is exactly the whole string; otherwise puts the pieces together. */
    private static final class ArrayTaker extends ByteOutput {
        private final int size;
        private byte @Nullable [] array;
        private int filled;

        ArrayTaker(int size) {
            this.size = size;
        }

        byte[] array() {
            if (array == null || filled != size) {
                throw new IllegalStateException("A byte string of " + size + " bytes wrote " + filled);
            }
            return array;
        }

        private byte[] ownArray() {
            if (array == null) {
                array = new byte[size];
            }
            return array;
        }

        @Override
        public void write(byte value) {
            ownArray()[filled++] = value;
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            System.arraycopy(value, offset, ownArray(), filled, length);
            filled += length;
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            if (offset == 0 && length == size && value.length == size) {
                array = value;
                filled = size;
            } else {
                write(value, offset, length);
            }
        }

        @Override
        public void write(ByteBuffer value) {
            int length = value.remaining();
            value.get(ownArray(), filled, length);
            filled += length;
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            write(value);
        }
    }
}
