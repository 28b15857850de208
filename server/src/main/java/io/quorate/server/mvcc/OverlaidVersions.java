package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** Versions of the store under changes that are not written yet; the changes win. */
final class OverlaidVersions implements Versions {
    private final Versions below;
    private final Iterator<Map.Entry<Bytes, StoredVersion>> changes;
    private Map.@Nullable Entry<Bytes, StoredVersion> change;
    private @Nullable Bytes keyBelow;
    private Bytes key = Bytes.EMPTY;
    private @Nullable StoredVersion version;

    OverlaidVersions(Versions below, NavigableMap<Bytes, StoredVersion> changed, ScanBounds bounds) {
        this.below = below;
        NavigableMap<Bytes, StoredVersion> inRange = bounds.to() == null
                ? changed.tailMap(bounds.from(), true)
                : changed.subMap(bounds.from(), true, bounds.to(), false);
        changes = inRange.entrySet().iterator();
        nextChange();
        nextBelow();
    }

    @Override
    public boolean advance() {
        if (version == null && keyBelow != null && keyBelow.equals(key)) {
            nextBelow();
        }
        while (change != null || keyBelow != null) {
            if (keyBelow != null && (change == null || keyBelow.compareTo(change.getKey()) < 0)) {
                key = keyBelow;
                version = null;
                return true;
            }
            if (change != null && takeChange(change).isLive()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public StoredVersion version() {
        return version == null ? below.version() : version;
    }

    @Override
    public void close() {
        below.close();
    }

    /** Moves to a change and past what it hides. */
    private StoredVersion takeChange(Map.Entry<Bytes, StoredVersion> taken) {
        if (taken.getKey().equals(keyBelow)) {
            nextBelow();
        }
        key = taken.getKey();
        version = taken.getValue();
        nextChange();
        return taken.getValue();
    }

    private void nextChange() {
        change = changes.hasNext() ? changes.next() : null;
    }

    private void nextBelow() {
        keyBelow = below.advance() ? below.key() : null;
    }
}
