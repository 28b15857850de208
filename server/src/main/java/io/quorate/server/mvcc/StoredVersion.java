package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyValue;
import java.util.Arrays;

/**
 * One version of a key as CURRENT and HISTORY hold it, with its row kept as it is: moving a version from one to the
 * other copies bytes and decodes nothing. The value is copied out only when somebody asks for it.
 *
 * <p>Row: varints modRevision, modRevision - createRevision, version, lease; then the value.
 */
public final class StoredVersion {
    /** Of a key that is not there. */
    static final StoredVersion ABSENT = new StoredVersion(new byte[0], 0, 0, 0, 0, 0, 0);

    private final byte[] row;
    private final int rowOffset;
    private final int valueOffset;
    private final long createRevision;
    private final long modRevision;
    private final long version;
    private final long lease;

    private StoredVersion(
            byte[] row,
            int rowOffset,
            int valueOffset,
            long createRevision,
            long modRevision,
            long version,
            long lease) {
        this.row = row;
        this.rowOffset = rowOffset;
        this.valueOffset = valueOffset;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.version = version;
        this.lease = lease;
    }

    /** What a deletion leaves behind until the entry is written. */
    static StoredVersion deletedAt(long revision) {
        return new StoredVersion(ABSENT.row, 0, 0, 0, revision, 0, 0);
    }

    /** What a put makes of a key. */
    static StoredVersion put(StoredVersion before, long revision, long lease, Bytes value) {
        long create = before.isLive() ? before.createRevision : revision;
        long version = before.version + 1;
        int valueOffset =
                Varint.size(revision) + Varint.size(revision - create) + Varint.size(version) + Varint.size(lease);
        byte[] row = new byte[valueOffset + value.size()];
        int at = Varint.write(row, 0, revision);
        at = Varint.write(row, at, revision - create);
        at = Varint.write(row, at, version);
        at = Varint.write(row, at, lease);
        System.arraycopy(value.array(), 0, row, at, value.size());
        return new StoredVersion(row, 0, valueOffset, create, revision, version, lease);
    }

    /** Reads the row that begins at an offset and fills the rest of the array. */
    static StoredVersion decode(byte[] bytes, int offset) {
        int at = offset;
        long mod = Varint.read(bytes, at);
        at += Varint.size(mod);
        long age = Varint.read(bytes, at);
        at += Varint.size(age);
        long version = Varint.read(bytes, at);
        at += Varint.size(version);
        long lease = Varint.read(bytes, at);
        at += Varint.size(lease);
        if (mod <= 0 || age < 0 || age >= mod || version <= 0) {
            throw new Fault("malformed version of a key: modified at " + mod + ", version " + version);
        }
        return new StoredVersion(bytes, offset, at, mod - age, mod, version, lease);
    }

    /** False when the key is absent or deleted; all numbers but a deletion's revision are 0 then. */
    public boolean isLive() {
        return version > 0;
    }

    public long createRevision() {
        return createRevision;
    }

    public long modRevision() {
        return modRevision;
    }

    public long version() {
        return version;
    }

    public long lease() {
        return lease;
    }

    public Bytes value() {
        return Bytes.wrap(Arrays.copyOfRange(row, valueOffset, row.length));
    }

    /** Compares the value as {@link Bytes#compareTo} does. */
    public int compareValueTo(Bytes other) {
        return Arrays.compareUnsigned(row, valueOffset, row.length, other.array(), 0, other.size());
    }

    public KeyValue toKeyValue(Bytes key) {
        return new KeyValue(key, value(), createRevision, modRevision, version, lease);
    }

    KeyValue toKeyValueWithoutValue(Bytes key) {
        return new KeyValue(key, Bytes.EMPTY, createRevision, modRevision, version, lease);
    }

    /** The row as CURRENT holds it; only of a version made by {@link #put}. */
    byte[] currentRow() {
        return row;
    }

    int rowLength() {
        return row.length - rowOffset;
    }

    void copyRow(byte[] target, int offset) {
        System.arraycopy(row, rowOffset, target, offset, rowLength());
    }
}
