package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions of keys that were written lately, so that overwriting or reading them does not go down to the
 * store. A key has two slots that it may be in, shared with others; of three keys that meet there, the one written
 * longest ago goes. Bounded: so many slots, and rows above a size are not taken.
 *
 * <p>The apply thread notes a version before its batch is written. So whoever reads a revision first and finds a
 * version here that is not newer has the version of that revision: a later one up to that revision would have replaced
 * it.
 */
final class RecentVersions {
    private static final int INDEX_BITS = 17;
    private static final int LARGEST_ROW_BYTES = 512;
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    private record Slot(Bytes key, StoredVersion version) {}

    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(1 << INDEX_BITS);

    /** Any thread; null when it is not known here. */
    @Nullable
    StoredVersion find(Bytes key) {
        int index = index(key);
        Slot slot = slots.get(index);
        if (slot != null && slot.key().equals(key)) {
            return slot.version();
        }
        slot = slots.get(index ^ 1);
        return slot != null && slot.key().equals(key) ? slot.version() : null;
    }

    /** Apply thread only. A key that is gone, or too large, has no slot. */
    void note(Bytes key, StoredVersion version) {
        int index = index(key);
        Slot first = slots.get(index);
        Slot second = slots.get(index ^ 1);
        boolean inFirst = first != null && first.key().equals(key);
        boolean inSecond = second != null && second.key().equals(key);
        if (version.isLive() && version.rowLength() + key.size() <= LARGEST_ROW_BYTES) {
            boolean takesFirst = inFirst || (!inSecond && age(first) <= age(second));
            slots.set(takesFirst ? index : index ^ 1, new Slot(key, version));
        } else if (inFirst || inSecond) {
            slots.set(inFirst ? index : index ^ 1, null);
        }
    }

    private static long age(@Nullable Slot slot) {
        return slot == null ? 0 : slot.version().modRevision();
    }

    private static int index(Bytes key) {
        return (key.hashCode() * GOLDEN_RATIO) >>> (Integer.SIZE - INDEX_BITS);
    }
}
