package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The key-value history of one keyspace.
 *
 * <p>Every answer names the revision of exactly the state it was read from: never larger, or a client that watches from
 * the next revision would miss a change; never smaller than a revision it shows. Most reads are one key's newest
 * version, and for those a consistent view would cost more than the read, so they go without:
 *
 * <ul>
 *   <li>the revision is published after the batch is written and read before the key is looked up;
 *   <li>a version found that is not newer than that revision is the one of that revision: it was the newest at a later
 *       moment still, so nothing replaced it in between;
 *   <li>a key not found is absent at that revision if no batch was being written meanwhile, which {@code writes} tells;
 *   <li>otherwise the read is tried again, and in the end done in a view.
 * </ul>
 */
public final class MvccStore implements MvccReader {
    private static final int ATTEMPTS = 4;

    private final OrderedStore store;
    private final MvccWriter writer;
    private final RecentVersions recent = new RecentVersions();

    /** Batches begun plus batches done: odd while one is being written. Written by the apply thread only. */
    private volatile long writes;

    /** Newest revision that readers may name. Set after the write, or by the first view that shows more. */
    private final AtomicLong revision;

    private volatile long compacted;

    private MvccStore(OrderedStore store, MvccFacts facts) {
        this.store = store;
        this.revision = new AtomicLong(facts.revision());
        this.compacted = facts.compacted();
        this.writer = new EntryWriter(this, store, recent, facts);
    }

    public static MvccStore open(OrderedStore store) {
        return new MvccStore(store, MvccFacts.decode(store.get(Column.META, MvccFacts.key())));
    }

    /** For the apply thread. */
    public MvccWriter writer() {
        return writer;
    }

    @Override
    public ReadOutcome read(RangeQuery query) {
        if (query.range().isSingle() && query.revision() <= 0) {
            Found found = readNewest(query);
            if (found != null) {
                return found;
            }
        }
        try (ReadView view = store.openView()) {
            return read(view, query);
        }
    }

    @Override
    public HashOutcome hash(long asked, BooleanSupplier wanted) {
        try (ReadView view = store.openView()) {
            return VisibleHash.of(view, asked, wanted);
        }
    }

    @Override
    public long revision() {
        return revision.get();
    }

    @Override
    public long compactedRevision() {
        return Math.max(0, compacted);
    }

    /**
     * Digest of what reads and watches can see in a view, which is the same on all replicas at the same log position.
     */
    public static long contentHash(ReadView view, Patience patience) {
        return ContentHash.of(view, patience);
    }

    /** Writes an entry's batch and publishes what it leads to, in the order that {@link #readNewest} relies on. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void commit(WriteBatch batch, MvccFacts after) {
        writes++;
        store.write(batch);
        compacted = after.compacted();
        revision.set(after.revision());
        writes++;
    }

    private @Nullable Found readNewest(RangeQuery query) {
        Bytes key = query.range().key();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long writesBefore = writes;
            long at = revision.get();
            StoredVersion version = recent.find(key);
            if (version == null || version.modRevision() > at) {
                byte[] row = store.get(Column.CURRENT, key.array());
                version = row == null ? StoredVersion.ABSENT : StoredVersion.decode(row);
            }
            if (version.isLive()) {
                if (version.modRevision() <= at) {
                    return new Found(at, RangeScan.single(query, version));
                }
            } else if ((writesBefore & 1) == 0 && writesBefore == writes) {
                return new Found(at, RangeScan.nothing());
            }
        }
        return null;
    }

    private ReadOutcome read(ReadView view, RangeQuery query) {
        MvccFacts facts = MvccFacts.decode(view.get(Column.META, MvccFacts.key()));
        if (facts.revision() > revision.get()) {
            // The batch is written but not published yet: no later answer may name a smaller revision.
            revision.accumulateAndGet(facts.revision(), Math::max);
        }
        if (query.revision() > facts.revision()) {
            return new Future(facts.revision());
        }
        if (query.revision() > 0 && query.revision() < facts.compacted()) {
            return new Compacted(facts.revision(), facts.compacted());
        }
        ScanBounds bounds = ScanBounds.of(query.range());
        if (bounds.isEmpty()) {
            return new Found(facts.revision(), RangeScan.nothing());
        }
        try (Versions versions = versions(view, bounds, query.revision(), facts.revision())) {
            return new Found(facts.revision(), RangeScan.collect(query, versions));
        }
    }

    /** As of a revision, or of the newest state when that is asked for or the same. */
    static Versions versions(ReadView view, ScanBounds bounds, long asked, long newest) {
        return asked <= 0 || asked >= newest
                ? new CurrentVersions(view, bounds)
                : new PastVersions(view, bounds, asked);
    }
}
