package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyValue;
import java.util.Arrays;

/**
 * One version of a key as CURRENT holds it, and REVISIONS from its end on, with its row kept as it is: moving a version
 * from one to the other copies bytes and encodes nothing. The value is copied out only when somebody asks for it.
 *
 * <p>Row: varints modRevision, sub-revision, modRevision - createRevision, version, lease; then the value.
 */
public final class StoredVersion {
    /** Of a key that is not there. */
    static final StoredVersion ABSENT = new StoredVersion(new byte[0], 0, 0, 0, 0, 0, 0);

    private final byte[] row;
    private final int valueOffset;
    private final long createRevision;
    private final long modRevision;
    private final int sub;
    private final long version;
    private final long lease;

    private StoredVersion(
            byte[] row, int valueOffset, long createRevision, long modRevision, int sub, long version, long lease) {
        this.row = row;
        this.valueOffset = valueOffset;
        this.createRevision = createRevision;
        this.modRevision = modRevision;
        this.sub = sub;
        this.version = version;
        this.lease = lease;
    }

    /** What a deletion leaves behind until the entry is written. */
    static StoredVersion deletedAt(long revision) {
        return new StoredVersion(ABSENT.row, 0, 0, revision, 0, 0, 0);
    }

    /** What a put makes of a key. */
    static StoredVersion put(StoredVersion before, long revision, int sub, long lease, Bytes value) {
        long create = before.isLive() ? before.createRevision : revision;
        long version = before.version + 1;
        int valueOffset = Varint.size(revision)
                + Varint.size(sub)
                + Varint.size(revision - create)
                + Varint.size(version)
                + Varint.size(lease);
        byte[] row = new byte[valueOffset + value.size()];
        int at = Varint.write(row, 0, revision);
        at = Varint.write(row, at, sub);
        at = Varint.write(row, at, revision - create);
        at = Varint.write(row, at, version);
        at = Varint.write(row, at, lease);
        System.arraycopy(value.array(), 0, row, at, value.size());
        return new StoredVersion(row, valueOffset, create, revision, sub, version, lease);
    }

    /** Takes the array over. */
    static StoredVersion decode(byte[] row) {
        long mod = Varint.read(row, 0);
        int at = Varint.size(mod);
        long sub = Varint.read(row, at);
        at += Varint.size(sub);
        long age = Varint.read(row, at);
        at += Varint.size(age);
        long version = Varint.read(row, at);
        at += Varint.size(version);
        long lease = Varint.read(row, at);
        at += Varint.size(lease);
        if (mod <= 0 || sub < 0 || sub > Integer.MAX_VALUE || age < 0 || age >= mod || version <= 0) {
            throw new Fault("malformed version of a key: modified at " + mod + "/" + sub + ", version " + version);
        }
        return new StoredVersion(row, at, mod - age, mod, (int) sub, version, lease);
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

    /** Which of its revision's changes made this version; with the revision it names a row of REVISIONS. */
    int sub() {
        return sub;
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
        return row.length;
    }

    void copyRow(byte[] target, int offset) {
        System.arraycopy(row, 0, target, offset, row.length);
    }
}
