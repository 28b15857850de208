package io.quorate.server.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Batch;
import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.RandomCommands;
import io.quorate.server.command.Request;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.HistoryCompactor;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.mvcc.MvccReader.HashOutcome;
import io.quorate.server.mvcc.MvccReader.Hashed;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.memory.MemoryStore;
import io.quorate.server.storage.rocksdb.RocksSettings;
import io.quorate.server.storage.rocksdb.RocksStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Random commands and reads against {@link KvModel}, with history removed physically in between. */
class KvStateMachineModelTest {
    private static final int ENTRIES = 400;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final RandomCommands commands = new RandomCommands(seed, 40);
    private final KvModel model = new KvModel();

    @TempDir
    private Path directory;

    @RepeatedTest(8)
    void shouldDoInMemoryAsTheModelDoes() {
        try (OrderedStore store = new MemoryStore()) {
            compareWithModel(store);
        }
    }

    @RepeatedTest(2)
    void shouldDoOnRocksDbAsTheModelDoes() {
        try (OrderedStore store = RocksStore.open(directory, RocksSettings.defaults())) {
            compareWithModel(store);
        }
    }

    private void compareWithModel(OrderedStore store) {
        KvStateMachine machine = KvStateMachine.open(store, SessionLimits.defaults());
        HistoryCompactor compactor = HistoryCompactor.open(store, machine.reader(), 3);
        List<Hashed> hashes = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            applyEntry(machine);
            hashes.add((Hashed) machine.reader().hash(0, () -> true));
            assertHashedAsThen(machine, hashes.get(commands.random().nextInt(hashes.size())));
            if (commands.random().nextInt(3) == 0) {
                long hash = hash(machine);
                assertThat(compactor.step()).isEqualTo(compactor.physicallyCompacted() < model.compacted());
                assertThat(hash(machine)).as("seed %d", seed).isEqualTo(hash);
            }
            for (int reads = 0; reads < 5; reads++) {
                RangeQuery query = commands.query(model.revision());
                assertThat(machine.reader().read(query))
                        .as("-Dseed=%d entry %d: %s", seed, i, query)
                        .isEqualTo(model.read(query));
            }
        }
        assertNothingIsLeftOver(store, machine, compactor);
    }

    private void applyEntry(KvStateMachine machine) {
        List<Request> requests = new ArrayList<>();
        List<Outcome> expected = new ArrayList<>();
        for (int i = commands.random().nextInt(6); i >= 0; i--) {
            Command command = commands.command(model.revision());
            requests.add(new Request(null, command));
            expected.add(model.apply(command));
        }
        EntryResult result = machine.apply(
                Entries.next(machine), Entries.of(machine.applied().index(), List.of(new Batch(null, requests))));

        assertThat(result.batches().get(0).outcomes())
                .as("-Dseed=%d: %s", seed, requests)
                .isEqualTo(expected);
        assertThat(machine.reader().revision()).isEqualTo(model.revision());
        assertThat(machine.reader().compactedRevision()).isEqualTo(Math.max(0, model.compacted()));
    }

    /** What a revision showed when it was the newest it shows for ever, however much was compacted since. */
    private void assertHashedAsThen(KvStateMachine machine, Hashed then) {
        HashOutcome now = machine.reader().hash(then.hashRevision(), () -> true);
        long compacted = model.compacted();
        HashOutcome expected = then.hashRevision() < compacted
                ? new MvccReader.Compacted(model.revision(), compacted)
                : new Hashed(model.revision(), compacted, then.hashRevision(), then.hash());
        assertThat(now).as("-Dseed=%d", seed).isEqualTo(expected);
    }

    /** Once history is compacted up to the newest revision, only its own changes are left. */
    private void assertNothingIsLeftOver(OrderedStore store, KvStateMachine machine, HistoryCompactor compactor) {
        long newest = model.revision();
        Entries.apply(machine, new Command.Compact(newest, false));
        int steps = 0;
        while (compactor.step()) {
            steps++;
        }
        assertThat(steps).isLessThan(ENTRIES * 30);
        assertThat(compactor.physicallyCompacted()).isEqualTo(newest);
        long changesAtNewest = model.changes.stream().filter(at -> at == newest).count();
        assertThat(rows(store, Column.REVISIONS)).as("seed %d", seed).isEqualTo(changesAtNewest);
        assertThat(rows(store, Column.HISTORY)).as("seed %d", seed).isLessThanOrEqualTo(changesAtNewest);
        assertThat(HistoryCompactor.open(store, machine.reader(), 1).physicallyCompacted())
                .isEqualTo(newest);
    }

    private static long rows(OrderedStore store, Column column) {
        long rows = 0;
        try (ReadView view = store.openView();
                Cursor cursor = view.cursor(column, new byte[0], null)) {
            for (cursor.seek(new byte[0]); cursor.isValid(); cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    private static long hash(KvStateMachine machine) {
        return machine.digest(() -> true).hash();
    }
}
