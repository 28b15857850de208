package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The newest versions of keys that were written lately, so that overwriting or reading them does not go down to the
 * store. Bounded: so many places, and rows above a size are not taken; what it needs below that grows with the keys.
 *
 * <p>A key belongs to a set of {@link #WAYS} places, found by its hash; when all are taken and there may be no more
 * sets, a place is given to the newcomer. Apply thread writes, any thread reads.
 *
 * <p>The apply thread notes a version before its batch is written. So whoever reads a revision first and finds a
 * version here that is not newer has the version of that revision: a later one up to that revision would have replaced
 * it. Someone who holds an older array of places is no worse off: what was noted before he came is in it.
 */
final class RecentVersions {
    private static final int WAYS = 8;
    private static final int FIRST_PLACES = 64;
    private static final int MOST_PLACES = RowSlots.MOST;
    private static final int GOLDEN_RATIO = 0x9e3779b9;
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(long[].class);

    /** By set and way: the key's hash in the upper half, slot + 1 in the lower; 0 is free. */
    private volatile long[] places = new long[FIRST_PLACES];

    private final RowSlots slots = new RowSlots();

    /** Any thread; null when it is not known here. */
    @Nullable
    StoredVersion find(Bytes key) {
        long[] table = places;
        int hash = hash(key);
        int first = firstPlace(table, hash);
        for (int place = first; place < first + WAYS; place++) {
            long taken = (long) PLACE.getAcquire(table, place);
            if (taken != 0 && hashOf(taken) == hash) {
                byte[] row = slots.read(slotOf(taken), key.array());
                if (row != null) {
                    return StoredVersion.decode(row);
                }
            }
        }
        return null;
    }

    /** Apply thread only. A key that is gone, or too large, has no place. */
    void note(Bytes key, StoredVersion version) {
        int hash = hash(key);
        int place = placeOf(hash, key);
        if (!version.isLive() || !RowSlots.fits(key.size() + version.rowLength())) {
            if (place >= 0) {
                slots.free(slotOf(places[place]));
                PLACE.setRelease(places, place, 0L);
            }
            return;
        }
        if (place < 0) {
            place = newPlace(hash, version.modRevision());
        }
        long[] table = places;
        int slot = table[place] == 0 ? slots.take() : slotOf(table[place]);
        slots.write(slot, key.array(), version);
        PLACE.setRelease(table, place, ((long) hash << Integer.SIZE) | (slot + 1));
    }

    /** Where the key is; -1 when it is nowhere. */
    private int placeOf(int hash, Bytes key) {
        long[] table = places;
        int first = firstPlace(table, hash);
        for (int place = first; place < first + WAYS; place++) {
            long taken = table[place];
            if (taken != 0 && hashOf(taken) == hash && slots.holds(slotOf(taken), key.array())) {
                return place;
            }
        }
        return -1;
    }

    /** A free place in the key's set, or that of a key that has to go. */
    private int newPlace(int hash, long revision) {
        while (true) {
            long[] table = places;
            int first = firstPlace(table, hash);
            for (int place = first; place < first + WAYS; place++) {
                if (table[place] == 0) {
                    return place;
                }
            }
            if (table.length == MOST_PLACES) {
                return first + (int) (revision % WAYS);
            }
            places = doubled(table);
        }
    }

    /** Each set becomes two, told apart by the next bit of the hash. */
    private static long[] doubled(long[] table) {
        long[] larger = new long[table.length * 2];
        for (int place = 0; place < table.length; place++) {
            if (table[place] != 0) {
                larger[firstPlace(larger, hashOf(table[place])) + place % WAYS] = table[place];
            }
        }
        return larger;
    }

    private static int hash(Bytes key) {
        return key.hashCode() * GOLDEN_RATIO;
    }

    private static int hashOf(long place) {
        return (int) (place >>> Integer.SIZE);
    }

    private static int slotOf(long place) {
        return (int) place - 1;
    }

    /** The upper bits of the hash choose the set. */
    private static int firstPlace(long[] table, int hash) {
        int sets = table.length / WAYS;
        return (hash >>> (Integer.numberOfLeadingZeros(sets) + 1)) * WAYS;
    }
}
