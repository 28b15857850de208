package io.quorate.server.statemachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.command.Outcome;
import io.quorate.server.common.LogPosition;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.memory.MemoryStore;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same log gives the same state and the same answers, however it is stored, packed, interrupted and resumed. */
class KvStateMachineDeterminismTest {
    /** Small, so that sessions are evicted and replies dropped all the time. */
    private static final SessionLimits TIGHT = new SessionLimits(8, 3, 3);

    private static final RocksSettings SETTINGS = new RocksSettings(8 << 20, 8 << 20, 1);
    private static final int BATCHES = 240;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final EntryLog log = new EntryLog(seed, BATCHES);
    private final List<byte[]> entries = log.entriesOf(2);
    private final List<Long> hashes = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeEach
    void applyUninterrupted() {
        try (OrderedStore store = new MemoryStore()) {
            KvStateMachine machine = KvStateMachine.open(store, TIGHT);
            for (int index = 0; index < entries.size(); index++) {
                outcomes.addAll(outcomes(machine.apply(position(index), entries.get(index))));
                hashes.add(hash(machine));
            }
        }
        assertThat(outcomes).as("seed %d", seed).hasSizeGreaterThan(BATCHES);
    }

    @Test
    void shouldBeTheSameOnRocksDb() {
        try (OrderedStore store = RocksStore.open(directory, SETTINGS)) {
            KvStateMachine machine = KvStateMachine.open(store, TIGHT);
            List<Outcome> again = new ArrayList<>();
            for (int index = 0; index < entries.size(); index++) {
                again.addAll(outcomes(machine.apply(position(index), entries.get(index))));
                assertThat(hash(machine)).as("seed %d", seed).isEqualTo(hashes.get(index));
            }
            assertThat(again).isEqualTo(outcomes);
        }
    }

    @Test
    void shouldBeTheSameHoweverBatchesArePackedIntoEntries() {
        for (int batchesPerEntry : new int[] {1, 3, 7, BATCHES}) {
            try (OrderedStore store = new MemoryStore()) {
                KvStateMachine machine = KvStateMachine.open(store, TIGHT);
                List<Outcome> again = new ArrayList<>();
                for (byte[] entry : log.entriesOf(batchesPerEntry)) {
                    again.addAll(outcomes(machine.apply(Entries.next(machine), entry)));
                }
                assertThat(again)
                        .as("seed %d, %d per entry", seed, batchesPerEntry)
                        .isEqualTo(outcomes);
                assertThat(hash(machine))
                        .as("seed %d, %d per entry", seed, batchesPerEntry)
                        .isEqualTo(hashes.get(hashes.size() - 1));
            }
        }
    }

    @Test
    void shouldBeTheSameWhenRestartedAfterEveryEntryAndFedDuplicates() {
        try (OrderedStore store = new MemoryStore()) {
            List<Outcome> again = new ArrayList<>();
            for (int index = 0; index < entries.size(); index++) {
                KvStateMachine machine = KvStateMachine.open(store, TIGHT);
                for (int old = Math.max(0, index - 3); old < index; old++) {
                    assertThat(machine.apply(position(old), entries.get(old)).batches())
                            .isEmpty();
                }
                again.addAll(outcomes(machine.apply(position(index), entries.get(index))));
                assertThat(hash(machine)).as("seed %d, entry %d", seed, index).isEqualTo(hashes.get(index));
            }
            assertThat(again).isEqualTo(outcomes);
        }
    }

    @Test
    void shouldBeTheSameWhenResumedFromACheckpoint() {
        Path copy = directory.resolve("copy");
        int middle = entries.size() / 2;
        try (OrderedStore store = RocksStore.open(directory.resolve("first"), SETTINGS)) {
            KvStateMachine machine = KvStateMachine.open(store, TIGHT);
            applyFrom(machine, 0, middle);
            machine.prepareSnapshot();
            store.checkpoint(copy);
            applyFrom(machine, middle, entries.size());
        }

        try (OrderedStore store = RocksStore.open(copy, SETTINGS)) {
            KvStateMachine machine = KvStateMachine.open(store, TIGHT);
            assertThat(machine.applied()).isEqualTo(position(middle - 1));
            assertThat(hash(machine)).as("seed %d", seed).isEqualTo(hashes.get(middle - 1));
            applyFrom(machine, middle, entries.size());
            assertThat(hash(machine)).as("seed %d", seed).isEqualTo(hashes.get(hashes.size() - 1));
        }
    }

    @Test
    void shouldBeTheSameWhenWhatWasNotFlushedIsLost() {
        try (MemoryStore store = new MemoryStore()) {
            KvStateMachine machine = KvStateMachine.open(store, TIGHT);
            applyFrom(machine, 0, entries.size() / 3);
            store.flush();
            applyFrom(machine, entries.size() / 3, entries.size());
            for (int kept = 0; kept <= store.unflushedBatches(); kept += 3) {
                KvStateMachine resumed = KvStateMachine.open(store.afterCrash(kept), TIGHT);
                assertThat(resumed.applied()).isEqualTo(position(entries.size() / 3 + kept - 1));
                applyFrom(resumed, 0, entries.size());
                assertThat(hash(resumed))
                        .as("seed %d, %d batches kept", seed, kept)
                        .isEqualTo(hashes.get(hashes.size() - 1));
            }
        }
    }

    /** Beside the apply thread, with entries between that are not ours: the position named is that of the hash. */
    @Test
    void shouldHashTheStateOfExactlyThePositionItNames() throws Exception {
        try (OrderedStore store = RocksStore.open(directory, SETTINGS)) {
            KvStateMachine machine = KvStateMachine.open(store, TIGHT);
            AtomicBoolean done = new AtomicBoolean();
            CompletableFuture<List<StateDigest>> digests = CompletableFuture.supplyAsync(() -> {
                List<StateDigest> found = new ArrayList<>();
                while (!done.get()) {
                    found.add(machine.digest(() -> true));
                }
                return found;
            });
            for (int index = 0; index < entries.size(); index++) {
                assertThat(machine.apply(new LogPosition(1, 2L * index), entries.get(index)))
                        .isNotNull();
                machine.skip(new LogPosition(1, 2L * index + 1));
            }
            done.set(true);

            for (StateDigest digest : digests.get(30, TimeUnit.SECONDS)) {
                if (digest.position().index() >= 0) {
                    assertThat(digest.hash())
                            .as("seed %d, at %s", seed, digest.position())
                            .isEqualTo(hashes.get((int) (digest.position().index() / 2)));
                }
            }
            assertThat(machine.digest(() -> true).position()).isEqualTo(new LogPosition(1, 2L * entries.size() - 1));
        }
    }

    @Test
    void shouldStopHashingWhenNobodyWantsTheHash() {
        try (OrderedStore store = new MemoryStore()) {
            KvStateMachine machine = KvStateMachine.open(store, SessionLimits.defaults());
            applyFrom(machine, 0, entries.size());

            assertThatThrownBy(() -> machine.digest(() -> false)).isInstanceOf(MvccReader.Unwanted.class);
        }
    }

    private void applyFrom(KvStateMachine machine, int from, int to) {
        for (int index = from; index < to; index++) {
            assertThat(machine.apply(position(index), entries.get(index))).isNotNull();
        }
    }

    private static LogPosition position(int index) {
        return new LogPosition(1 + index / 50, index);
    }

    private static List<Outcome> outcomes(EntryResult result) {
        return result.batches().stream()
                .flatMap(batch -> batch.outcomes().stream())
                .toList();
    }

    private static long hash(KvStateMachine machine) {
        return machine.digest(() -> true).hash();
    }
}
