package io.quorate.client;

import com.google.protobuf.ByteString;

/**
 * One key with its value and its place in history.
 *
 * @param createRevision of the put that created the key since it was last deleted
 * @param modRevision of the latest put
 * @param version number of puts since creation
 * @param lease id of the attached lease, 0 when there is none
 */
public record KeyValue(
        ByteString key, ByteString value, long createRevision, long modRevision, long version, long lease) {}
