package io.quorate.server.mvcc;

import io.quorate.server.common.Bytes;

/** An ordered walk over the live keys of a range as of some revision. Begins before the first. */
interface Versions extends AutoCloseable {
    /** To the next key; false at the end. */
    boolean advance();

    Bytes key();

    StoredVersion version();

    @Override
    void close();
}
