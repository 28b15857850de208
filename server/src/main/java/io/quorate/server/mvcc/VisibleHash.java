package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.ReadView;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/**
 * A hash of what a read of all keys shows at a revision, and of nothing else: not of how it is kept, nor of how far
 * history was compacted. In the order of keys, CRC32C over each key's length and bytes, its create and modification
 * revision, version and lease, and its value's length and bytes; numbers in eight bytes, big endian.
 */
final class VisibleHash {
    private static final int NUMBERS = 6;

    private final CRC32C sum = new CRC32C();
    private final ByteBuffer numbers = ByteBuffer.allocate(NUMBERS * Long.BYTES);

    private VisibleHash() {}

    static MvccReader.HashOutcome of(ReadView view, long asked, BooleanSupplier wanted) {
        MvccFacts facts = MvccFacts.decode(view.get(Column.META, MvccFacts.key()));
        if (asked > facts.revision()) {
            return new MvccReader.Future(facts.revision());
        }
        if (asked > 0 && asked < facts.compacted()) {
            return new MvccReader.Compacted(facts.revision(), facts.compacted());
        }
        long at = asked <= 0 ? facts.revision() : asked;
        VisibleHash hash = new VisibleHash();
        Patience patience = new Patience(wanted);
        try (Versions versions = MvccStore.versions(view, ScanBounds.ALL, at, facts.revision())) {
            while (versions.advance()) {
                patience.row();
                hash.add(versions.key(), versions.version());
            }
        }
        return new MvccReader.Hashed(facts.revision(), facts.compacted(), at, (int) hash.sum.getValue());
    }

    private void add(Bytes key, StoredVersion version) {
        Bytes value = version.value();
        numbers.clear()
                .putLong(key.size())
                .putLong(version.createRevision())
                .putLong(version.modRevision())
                .putLong(version.version())
                .putLong(version.lease())
                .putLong(value.size())
                .flip();
        sum.update(numbers);
        sum.update(key.array());
        sum.update(value.array());
    }
}
