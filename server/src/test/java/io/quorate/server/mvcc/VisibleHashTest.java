package io.quorate.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.mvcc.MvccReader.Compacted;
import io.quorate.server.mvcc.MvccReader.Future;
import io.quorate.server.mvcc.MvccReader.Hashed;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.memory.MemoryStore;
import org.junit.jupiter.api.Test;

/** The hash that {@code HashKV} tells; random histories are in {@code KvStateMachineModelTest}. */
class VisibleHashTest {
    private static final int GOLDEN = -1_601_405_918;

    private final OrderedStore store = new MemoryStore();
    private final MvccStore mvcc = MvccStore.open(store);

    private void write(Runnable changes) {
        mvcc.writer().beginEntry(store.newBatch());
        mvcc.writer().beginRequest();
        changes.run();
        mvcc.writer().endRequest();
        mvcc.writer().commitEntry();
    }

    private void put(String key, String value, long lease) {
        write(() -> assertThat(mvcc.writer().put(Bytes.utf8(key), Bytes.utf8(value), lease))
                .isNotNull());
    }

    private int hashAt(long revision) {
        return ((Hashed) mvcc.hash(revision, () -> true)).hash();
    }

    /** Nodes of different releases compare their hashes: the definition may not change unnoticed. */
    @Test
    void shouldBeDefinedForEver() {
        put("a", "one", 0);
        put("b", "two", 7);
        put("a", "three", 0);

        assertThat(mvcc.hash(0, () -> true)).isEqualTo(new Hashed(4, MvccFacts.NEVER_COMPACTED, 4, GOLDEN));
        assertThat(hashAt(1)).isZero();
    }

    @Test
    void shouldDifferWithEveryPartOfWhatIsShown() {
        put("k", "v", 0);
        int first = hashAt(0);
        put("k", "v", 0);
        int overwritten = hashAt(0);
        put("k", "v", 5);
        int leased = hashAt(0);
        put("k", "w", 5);
        int changed = hashAt(0);
        put("kw", "", 5);
        int joined = hashAt(0);

        assertThat(new int[] {first, overwritten, leased, changed, joined}).doesNotHaveDuplicates();
        assertThat(hashAt(2)).isEqualTo(first);
        assertThat(hashAt(5)).isEqualTo(changed);
    }

    @Test
    void shouldNotDependOnWhatIsNotShown() {
        put("k", "v", 0);
        put("gone", "v", 0);
        write(() -> assertThat(mvcc.writer()
                        .deleteRange(KeyRange.single(Bytes.utf8("gone")), false)
                        .count())
                .isEqualTo(1));
        int before = hashAt(0);

        write(() -> mvcc.writer().compact(4));
        HistoryCompactor compactor = HistoryCompactor.open(store, mvcc, 1);
        while (compactor.step()) {
            assertThat(hashAt(4)).isEqualTo(before);
        }

        assertThat(mvcc.hash(0, () -> true)).isEqualTo(new Hashed(4, 4, 4, before));
        assertThat(mvcc.hash(3, () -> true)).isEqualTo(new Compacted(4, 4));
        assertThat(mvcc.hash(5, () -> true)).isEqualTo(new Future(4));
    }

    @Test
    void shouldStopWhenNobodyWantsIt() {
        for (int i = 0; i < 300; i++) {
            put("k" + i, "v", 0);
        }
        assertThatThrownBy(() -> mvcc.hash(0, () -> false)).isInstanceOf(MvccReader.Unwanted.class);
    }
}
