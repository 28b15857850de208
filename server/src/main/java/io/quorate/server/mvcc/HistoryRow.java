package io.quorate.server.mvcc;

/**
 * Values of HISTORY: a varint of how many revisions the version was the newest, then its row as in CURRENT. Since a
 * version knows when it ended, by a put or by a deletion, deletions leave no row of their own.
 *
 * @param endRevision first revision at which this version is no longer the newest
 */
record HistoryRow(StoredVersion version, long endRevision) {
    static HistoryRow decode(byte[] row) {
        long reign = Varint.read(row, 0);
        StoredVersion version = StoredVersion.decode(row, Varint.size(reign));
        return new HistoryRow(version, version.modRevision() + reign);
    }

    static int size(StoredVersion version, long endRevision) {
        return Varint.size(endRevision - version.modRevision()) + version.rowLength();
    }

    /** Writes into the first {@link #size} bytes of an array. */
    static void write(byte[] target, StoredVersion version, long endRevision) {
        version.copyRow(target, Varint.write(target, 0, endRevision - version.modRevision()));
    }
}
