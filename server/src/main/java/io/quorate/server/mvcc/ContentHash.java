package io.quorate.server.mvcc;

import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.ReadView;

/** A digest of keys, history and revisions that does not depend on how far the history compactor got. */
final class ContentHash {
    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final Patience patience;
    private long hash = OFFSET;

    private ContentHash(Patience patience) {
        this.patience = patience;
    }

    static long of(ReadView view, Patience patience) {
        MvccFacts facts = MvccFacts.decode(view.get(Column.META, MvccFacts.key()));
        ContentHash content = new ContentHash(patience);
        content.add(facts.encode());
        content.addColumn(view, Column.CURRENT, 0);
        content.addColumn(view, Column.HISTORY, facts.compacted());
        content.addColumn(view, Column.REVISIONS, facts.compacted());
        return content.hash;
    }

    private void addColumn(ReadView view, Column column, long compacted) {
        add(column.id());
        try (Cursor cursor = view.cursor(column, new byte[0], null)) {
            for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
                patience.row();
                byte[] key = cursor.key();
                byte[] value = cursor.value();
                if (isKept(column, key, compacted)) {
                    add(key);
                    add(value);
                }
            }
        }
    }

    private static boolean isKept(Column column, byte[] key, long compacted) {
        return switch (column) {
            case HISTORY -> HistoryKey.revision(key) >= compacted;
            case REVISIONS -> RevisionRow.revision(key) >= compacted;
            case META, CURRENT, SESSIONS -> true;
        };
    }

    private void add(byte[] bytes) {
        add(bytes.length);
        for (byte part : bytes) {
            hash = (hash ^ (part & 0xff)) * PRIME;
        }
    }

    private void add(int number) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ (number >>> shift & 0xff)) * PRIME;
        }
    }
}
