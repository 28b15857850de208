package io.quorate.server.statemachine;

import io.quorate.server.mvcc.MvccStore;
import io.quorate.server.mvcc.Patience;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.ReadView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Adds what is the machine's own, sessions and facts, to the digest of the key-value content. */
final class StateHash {
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private StateHash() {}

    static long of(ReadView view, Patience patience) {
        long contentHash = MvccStore.contentHash(view, patience);
        long hash = mix(contentHash, view.get(Column.META, MachineFacts.key()));
        try (Cursor cursor = view.cursor(Column.SESSIONS, new byte[0], null)) {
            for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
                patience.row();
                hash = mix(mix(hash, cursor.key()), cursor.value());
            }
        }
        return hash;
    }

    private static long mix(long hash, byte @Nullable [] bytes) {
        return (Long.rotateLeft(hash, 23) ^ Arrays.hashCode(bytes)) * FACTOR;
    }
}
