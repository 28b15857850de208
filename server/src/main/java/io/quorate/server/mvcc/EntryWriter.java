package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link MvccWriter} over a store: keeps the entry's changes in memory for its own reads until they are written. */
final class EntryWriter implements MvccWriter {
    private static final byte[] NO_VALUE = {};

    private final MvccStore mvcc;
    private final OrderedStore store;
    private final RecentVersions recent;

    private final EntryChanges entry = new EntryChanges();
    private final byte[] revisionKey = new byte[RevisionRow.KEY_BYTES];

    private @Nullable WriteBatch batch;
    private MvccFacts facts;
    private long revision;
    private int sub;
    private byte[] valueScratch = new byte[1024];

    EntryWriter(MvccStore mvcc, OrderedStore store, RecentVersions recent, MvccFacts facts) {
        this.mvcc = mvcc;
        this.store = store;
        this.recent = recent;
        this.facts = facts;
        this.revision = facts.revision();
    }

    @Override
    public void beginEntry(WriteBatch newBatch) {
        batch = newBatch;
        entry.clear();
    }

    @Override
    public void commitEntry() {
        WriteBatch full = batch();
        MvccFacts after = new MvccFacts(revision, facts.compacted());
        if (!entry.changes().isEmpty()) {
            full.put(Column.META, MvccFacts.key(), after.encode());
        }
        for (EntryChanges.Change change : entry.changes()) {
            recent.note(change.key(), change.now());
        }
        mvcc.commit(full, after);
        facts = after;
        batch = null;
    }

    @Override
    public void beginRequest() {
        sub = 0;
    }

    @Override
    public void endRequest() {
        if (sub > 0) {
            revision++;
            sub = 0;
        }
    }

    @Override
    public long revision() {
        return sub > 0 ? revision + 1 : revision;
    }

    @Override
    public long compactedRevision() {
        return facts.compacted();
    }

    @Override
    public StoredVersion find(Bytes key) {
        StoredVersion version = entry.find(key);
        if (version == null) {
            version = recent.find(key);
            if (version == null) {
                byte[] row = store.get(Column.CURRENT, key.array());
                version = row == null ? StoredVersion.ABSENT : StoredVersion.decode(row);
            }
            entry.remember(key, version);
        }
        return version;
    }

    @Override
    public RangeResult range(RangeQuery query) {
        if (query.range().isSingle() && query.revision() <= 0) {
            return RangeScan.single(query, find(query.range().key()));
        }
        ScanBounds bounds = ScanBounds.of(query.range());
        if (bounds.isEmpty()) {
            return RangeScan.nothing();
        }
        try (ReadView view = store.openView();
                Versions versions = versions(view, bounds, query.revision())) {
            return RangeScan.collect(query, versions);
        }
    }

    @Override
    public StoredVersion put(Bytes key, Bytes value, long lease) {
        StoredVersion before = find(key);
        StoredVersion after = StoredVersion.put(before, revision + 1, sub, lease, value);
        batch().put(Column.CURRENT, key.array(), after.currentRow());
        change(key, before, after);
        return before;
    }

    @Override
    public Deleted deleteRange(KeyRange range, boolean previous) {
        List<KeyValue> deleted = new ArrayList<>();
        if (range.isSingle()) {
            return delete(range.key(), previous, deleted) ? new Deleted(1, deleted) : new Deleted(0, List.of());
        }
        long count = 0;
        for (Bytes key : liveKeys(range)) {
            if (delete(key, previous, deleted)) {
                count++;
            }
        }
        return new Deleted(count, deleted);
    }

    @Override
    public void compact(long compactedRevision) {
        facts = new MvccFacts(facts.revision(), compactedRevision);
        batch().put(Column.META, MvccFacts.key(), new MvccFacts(revision, compactedRevision).encode());
    }

    private boolean delete(Bytes key, boolean previous, List<KeyValue> deleted) {
        StoredVersion before = find(key);
        if (!before.isLive()) {
            return false;
        }
        if (previous) {
            deleted.add(before.toKeyValue(key));
        }
        batch().delete(Column.CURRENT, key.array());
        change(key, before, StoredVersion.deletedAt(revision + 1));
        return true;
    }

    private Set<Bytes> liveKeys(KeyRange range) {
        ScanBounds bounds = ScanBounds.of(range);
        Map<Bytes, StoredVersion> live = new LinkedHashMap<>();
        if (!bounds.isEmpty()) {
            try (ReadView view = store.openView();
                    Versions versions = versions(view, bounds, 0)) {
                while (versions.advance()) {
                    live.put(versions.key(), versions.version());
                }
            }
        }
        // The walk had the rows at hand: looking each key up again would cost more.
        live.forEach(entry::remember);
        return live.keySet();
    }

    /** What every change has in common: its revision gets a row, which keeps the version before. */
    private void change(Bytes key, StoredVersion before, StoredVersion after) {
        long now = revision + 1;
        RevisionRow row = RevisionRow.of(key, before, after);
        int size = row.size();
        RevisionRow.writeKey(revisionKey, 0, now, sub);
        row.write(valueScratch(size));
        batch().put(Column.REVISIONS, revisionKey, revisionKey.length, valueScratch, size);
        if (row.anchored()) {
            batch().put(Column.HISTORY, HistoryKey.of(key.array(), now, sub), NO_VALUE);
        }
        sub++;
        entry.change(key, after);
    }

    private Versions versions(ReadView view, ScanBounds bounds, long asked) {
        Versions below = MvccStore.versions(view, bounds, asked, facts.revision());
        if (asked > 0 && asked < facts.revision()) {
            return below;
        }
        NavigableMap<Bytes, StoredVersion> changed = asked <= 0 ? entry.ordered() : entry.changedUpTo(asked);
        return changed.isEmpty() ? below : new OverlaidVersions(below, changed, bounds);
    }

    private byte[] valueScratch(int size) {
        if (valueScratch.length < size) {
            valueScratch = new byte[size * 2];
        }
        return valueScratch;
    }

    private WriteBatch batch() {
        if (batch == null) {
            throw new Fault("a change outside of an entry");
        }
        return batch;
    }
}
