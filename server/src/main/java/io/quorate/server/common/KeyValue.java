package io.quorate.server.common;

/**
 * One key as of some revision.
 *
 * @param createRevision revision of the put that created it since its last deletion
 * @param modRevision revision of its latest put
 * @param version number of puts since creation, from 1
 * @param lease id of the attached lease, 0 for none
 */
public record KeyValue(Bytes key, Bytes value, long createRevision, long modRevision, long version, long lease) {
    /** The same without its value, for keys-only reads. */
    public KeyValue withoutValue() {
        return new KeyValue(key, Bytes.EMPTY, createRevision, modRevision, version, lease);
    }
}
