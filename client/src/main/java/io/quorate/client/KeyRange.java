package io.quorate.client;

import com.google.protobuf.ByteString;

/**
 * One key, or all keys from one up to another, in the order of their unsigned bytes; as etcd encodes it.
 *
 * @param end empty: only {@code start}; one zero byte: no end; else the first key that is not in the range
 */
public record KeyRange(ByteString start, ByteString end) {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** Only this key. */
    public static KeyRange single(ByteString key) {
        return new KeyRange(key, ByteString.EMPTY);
    }

    /** All keys that begin so; all keys when the prefix is empty. */
    public static KeyRange prefix(ByteString prefix) {
        if (prefix.isEmpty()) {
            return all();
        }
        byte[] end = prefix.toByteArray();
        int last = end.length - 1;
        while (last >= 0 && end[last] == (byte) 0xff) {
            last--;
        }
        if (last < 0) {
            return from(prefix);
        }
        end[last]++;
        return new KeyRange(prefix, ByteString.copyFrom(end, 0, last + 1));
    }

    /** This key and all behind it. */
    public static KeyRange from(ByteString start) {
        return new KeyRange(start.isEmpty() ? ZERO : start, ZERO);
    }

    /** All keys. */
    public static KeyRange all() {
        return new KeyRange(ZERO, ZERO);
    }

    /** From {@code start} up to, but without, {@code end}. */
    public static KeyRange between(ByteString start, ByteString end) {
        return new KeyRange(start, end);
    }
}
