package io.quorate.server.storage;

import org.jspecify.annotations.Nullable;

/** The whole store as of one moment, across columns. Any thread, one at a time; close it. */
public interface ReadView extends AutoCloseable {
    byte @Nullable [] get(Column column, byte[] key);

    /** A walk over keys in [from, to); a null {@code to} means no bound. Not yet positioned. */
    Cursor cursor(Column column, byte[] from, byte @Nullable [] to);

    @Override
    void close();
}
