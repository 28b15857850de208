package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an entry has met and changed so far, in memory until its batch is written. Apply thread only. */
final class EntryChanges {
    /** A key and what a change made of it: a put or a deletion. */
    record Change(Bytes key, StoredVersion now) {}

    /** Newest versions met in this entry, read or written: a key is looked up in the store once per entry. */
    private final Map<Bytes, StoredVersion> known = new LinkedHashMap<>();

    private final List<Change> changes = new ArrayList<>();

    /** {@code known} in key order: made when the entry's first range needs it, kept up from then on. */
    private @Nullable NavigableMap<Bytes, StoredVersion> ordered;

    void clear() {
        known.clear();
        changes.clear();
        ordered = null;
    }

    @Nullable
    StoredVersion find(Bytes key) {
        return known.get(key);
    }

    void remember(Bytes key, StoredVersion version) {
        known.put(key, version);
        if (ordered != null) {
            ordered.put(key, version);
        }
    }

    void change(Bytes key, StoredVersion now) {
        changes.add(new Change(key, now));
        remember(key, now);
    }

    /** In the order in which they were made. */
    List<Change> changes() {
        return changes;
    }

    /** The newest versions met, in key order. */
    NavigableMap<Bytes, StoredVersion> ordered() {
        if (ordered == null) {
            ordered = new TreeMap<>(known);
        }
        return ordered;
    }

    /** What was changed, as of a revision that is newer than the store's. */
    NavigableMap<Bytes, StoredVersion> changedUpTo(long revision) {
        NavigableMap<Bytes, StoredVersion> changed = new TreeMap<>();
        for (Change change : changes) {
            if (change.now().modRevision() <= revision) {
                changed.put(change.key(), change.now());
            }
        }
        return changed;
    }
}
