package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key range as the store wants it.
 *
 * @param from first key in it
 * @param to first key after it, null for none
 */
record ScanBounds(Bytes from, @Nullable Bytes to) {
    /** No key is empty. */
    static final ScanBounds ALL = new ScanBounds(Bytes.EMPTY, null);

    static ScanBounds of(KeyRange range) {
        if (range.isSingle()) {
            // The smallest key above k is k followed by a zero byte.
            return new ScanBounds(
                    range.key(),
                    Bytes.wrap(Arrays.copyOf(range.key().array(), range.key().size() + 1)));
        }
        return new ScanBounds(range.key(), range.isUnbounded() ? null : range.end());
    }

    boolean isEmpty() {
        return to != null && from.compareTo(to) >= 0;
    }

    byte @Nullable [] toArray() {
        return to == null ? null : to.array();
    }
}
