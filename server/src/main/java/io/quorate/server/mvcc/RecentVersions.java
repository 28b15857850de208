package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions of keys that were written lately, so that overwriting or reading them does not go down to the
 * store. Each key has one slot that it shares with others; whoever comes last has it. Bounded: so many slots, and rows
 * above a size are not taken.
 *
 * <p>The apply thread notes a version before its batch is written. So whoever reads a revision first and finds a
 * version here that is not newer has the version of that revision: a later one up to that revision would have replaced
 * it.
 */
final class RecentVersions {
    private static final int INDEX_BITS = 16;
    private static final int LARGEST_ROW_BYTES = 1024;
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    private record Slot(Bytes key, StoredVersion version) {}

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(1 << INDEX_BITS);

    /** Any thread; null when it is not known here. */
    @Nullable
    StoredVersion find(Bytes key) {
        Slot slot = slots.get(index(key));
        return slot != null && slot.key().equals(key) ? slot.version() : null;
    }

    /** Apply thread only. A key that is gone, or too large, leaves its slot empty. */
    void note(Bytes key, StoredVersion version) {
        boolean taken = version.isLive() && version.rowLength() + key.size() <= LARGEST_ROW_BYTES;
        slots.set(index(key), taken ? new Slot(key, version) : null);
    }

    private static int index(Bytes key) {
        return (key.hashCode() * GOLDEN_RATIO) >>> (Integer.SIZE - INDEX_BITS);
    }
}
