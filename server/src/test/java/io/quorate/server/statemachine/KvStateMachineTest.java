package io.quorate.server.statemachine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.command.Command;
import io.quorate.server.command.Compare;
import io.quorate.server.command.Operation;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.LogPosition;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.WriteBatch;
import io.quorate.server.storage.memory.MemoryStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class KvStateMachineTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Bytes TWO = Bytes.utf8("2");

    private final OrderedStore store = new MemoryStore();
    private final KvStateMachine machine = KvStateMachine.open(store, SessionLimits.defaults());

    private Outcome apply(Command command) {
        return Entries.apply(machine, command).get(0);
    }

    @Test
    void shouldStartAtRevisionOneAndTakeOnePerChangingRequest() {
        assertThat(machine.applied()).isEqualTo(LogPosition.NONE);
        assertThat(machine.reader().revision()).isEqualTo(1);

        assertThat(Entries.apply(
                        machine,
                        Command.Put.of(A, ONE),
                        new Command.DeleteRange(KeyRange.single(B), true),
                        new Command.Txn(List.of(), List.of(), List.of()),
                        new Command.Tick(),
                        Command.Put.of(A, TWO)))
                .containsExactly(
                        new Outcome.PutDone(2, null),
                        new Outcome.DeleteRangeDone(2, 0, List.of()),
                        new Outcome.TxnDone(2, true, List.of()),
                        new Outcome.NothingDone(2),
                        new Outcome.PutDone(3, null));
        assertThat(machine.applied()).isEqualTo(new LogPosition(1, 0));
        assertThat(machine.reader().read(RangeQuery.of(KeyRange.single(A))))
                .isEqualTo(new MvccReader.Found(
                        3,
                        new io.quorate.server.common.RangeResult(List.of(new KeyValue(A, TWO, 2, 3, 2, 0)), false, 1)));
    }

    @Test
    void shouldCompactAtZeroOnceAndRefuseTheCompactedAndTheFuture() {
        assertThat(apply(new Command.Compact(0, false))).isEqualTo(new Outcome.CompactDone(1));
        assertThat(apply(new Command.Compact(0, false))).isEqualTo(new Outcome.Rejected(1, Rejection.COMPACTED));
        assertThat(apply(new Command.Compact(2, false))).isEqualTo(new Outcome.Rejected(1, Rejection.FUTURE_REVISION));
        assertThat(machine.reader().compactedRevision()).isZero();
    }

    @Test
    void shouldReadAtTheCompactedRevisionButNotBelow() {
        Entries.apply(machine, Command.Put.of(A, ONE), Command.Put.of(A, TWO), Command.Put.of(B, ONE));
        assertThat(apply(new Command.Compact(3, false))).isEqualTo(new Outcome.CompactDone(4));

        assertThat(machine.reader().read(RangeQuery.of(KeyRange.single(A)).at(2)))
                .isEqualTo(new MvccReader.Compacted(4, 3));
        assertThat(machine.reader().read(RangeQuery.of(KeyRange.single(A)).at(3)))
                .isInstanceOf(MvccReader.Found.class);
        assertThat(machine.reader().read(RangeQuery.of(KeyRange.single(A)).at(5)))
                .isEqualTo(new MvccReader.Future(4));
    }

    @Test
    void shouldCheckATransactionBeforeItChangesAnything() {
        Command.Txn txn = new Command.Txn(
                List.of(),
                List.of(
                        Command.Put.of(A, ONE),
                        new Operation.Range(RangeQuery.of(KeyRange.single(A)).at(9))),
                List.of());

        assertThat(apply(txn)).isEqualTo(new Outcome.Rejected(1, Rejection.FUTURE_REVISION));
        assertThat(machine.reader().revision()).isEqualTo(1);
        assertThat(((MvccReader.Found) machine.reader().read(RangeQuery.of(KeyRange.single(A))))
                        .result()
                        .count())
                .isZero();
    }

    @Test
    void shouldCheckOnlyTheBranchThatIsTaken() {
        Operation impossible = new Command.Put(A, ONE, 5, false, false, false);
        Compare absent = new Compare(KeyRange.single(A), Compare.Result.EQUAL, Compare.Target.VERSION, 0, Bytes.EMPTY);

        assertThat(apply(new Command.Txn(List.of(absent), List.of(Command.Put.of(A, ONE)), List.of(impossible))))
                .isEqualTo(new Outcome.TxnDone(2, true, List.of(new Outcome.PutDone(2, null))));
        assertThat(apply(new Command.Txn(List.of(absent), List.of(), List.of(impossible))))
                .isEqualTo(new Outcome.Rejected(2, Rejection.LEASE_NOT_FOUND));
    }

    @Test
    void shouldNeverLetAValueComparisonWithAnAbsentKeyHold() {
        for (Compare.Result result : Compare.Result.values()) {
            Compare compare = new Compare(KeyRange.single(A), result, Compare.Target.VALUE, 0, ONE);
            assertThat(((Outcome.TxnDone) apply(new Command.Txn(List.of(compare), List.of(), List.of()))).succeeded())
                    .as("%s", result)
                    .isFalse();
        }
    }

    @Test
    void shouldDecideNestedBranchesOnTheStateBefore() {
        Compare absent = new Compare(KeyRange.single(A), Compare.Result.EQUAL, Compare.Target.CREATE, 0, Bytes.EMPTY);
        Command.Txn inner = new Command.Txn(List.of(absent), List.of(Command.Put.of(B, ONE)), List.of());

        Outcome outcome = apply(new Command.Txn(List.of(), List.of(Command.Put.of(A, ONE), inner), List.of()));

        assertThat(outcome)
                .isEqualTo(new Outcome.TxnDone(
                        2,
                        true,
                        List.of(
                                new Outcome.PutDone(2, null),
                                new Outcome.TxnDone(2, true, List.of(new Outcome.PutDone(2, null))))));
    }

    @Test
    void shouldFindAnUnknownLeaseBeforeAnAbsentKeyInAPutAndAfterItInATransaction() {
        Command.Put put = new Command.Put(A, Bytes.EMPTY, 5, false, true, false);

        assertThat(apply(put)).isEqualTo(new Outcome.Rejected(1, Rejection.LEASE_NOT_FOUND));
        assertThat(apply(new Command.Txn(List.of(), List.of(put), List.of())))
                .isEqualTo(new Outcome.Rejected(1, Rejection.KEY_NOT_FOUND));
    }

    @Test
    void shouldRememberAReleaseUntilAnotherEntryOfOurs() {
        assertThat(machine.lastWasRelease()).isFalse();

        EntryResult result =
                machine.apply(Entries.next(machine), Entries.ofCommands(Command.Put.of(A, ONE), new Command.Release()));

        assertThat(result.release()).isTrue();
        machine.skip(Entries.next(machine));
        assertThat(machine.lastWasRelease()).isTrue();
        machine.prepareSnapshot();
        assertThat(KvStateMachine.open(store, SessionLimits.defaults()).lastWasRelease())
                .isTrue();
        Entries.apply(machine, new Command.Release(), new Command.Tick());
        assertThat(machine.lastWasRelease()).isFalse();
    }

    @Test
    void shouldKeepTheSkippedPositionOnlyOnceASnapshotIsPrepared() {
        apply(Command.Put.of(A, ONE));
        machine.skip(new LogPosition(3, 7));
        machine.skip(new LogPosition(3, 6));
        assertThat(machine.applied()).isEqualTo(new LogPosition(3, 7));
        assertThat(reopened().applied()).isEqualTo(new LogPosition(1, 0));

        machine.prepareSnapshot();

        assertThat(reopened().applied()).isEqualTo(new LogPosition(3, 7));
    }

    @Test
    void shouldKeepClusterTimeAsTheGreatestClockApplied() {
        machine.apply(Entries.next(machine), Entries.of(900, List.of()));
        machine.apply(Entries.next(machine), Entries.of(800, List.of()));

        assertThat(machine.clusterTime()).isEqualTo(900);
        assertThat(reopened().clusterTime()).isEqualTo(900);
    }

    @Test
    void shouldStopAtAMachineVersionItDoesNotKnow() {
        assertThat(apply(new Command.SetMachineVersion(1))).isEqualTo(new Outcome.NothingDone(1));
        assertThat(apply(new Command.SetMachineVersion(0))).isEqualTo(new Outcome.Rejected(1, Rejection.UNSUPPORTED));
        assertThatThrownBy(() -> apply(new Command.SetMachineVersion(2)))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("upgrade");
    }

    @Test
    void shouldRefuseAStoreOfAnotherFormat() {
        WriteBatch batch = store.newBatch();
        batch.put(Column.META, Bytes.utf8("format").array(), new byte[] {1});
        store.write(batch);

        assertThatThrownBy(this::reopened).isInstanceOf(UnknownFormat.class).hasMessageContaining("format 1");
    }

    @Test
    void shouldGiveTheResultAsOfEarlierRequestsOfTheSameEntry() {
        Operation past = new Operation.Range(
                RangeQuery.of(new KeyRange(A, Bytes.wrap(new byte[] {0}))).at(2));

        List<Outcome> outcomes = Entries.apply(
                machine,
                Command.Put.of(A, ONE),
                Command.Put.of(A, TWO),
                new Command.DeleteRange(KeyRange.single(A), false),
                new Command.Txn(List.of(), List.of(Command.Put.of(B, ONE), past), List.of()));

        Outcome.TxnDone txn = (Outcome.TxnDone) outcomes.get(3);
        assertThat(((Outcome.RangeDone) txn.outcomes().get(1)).result().kvs())
                .containsExactly(new KeyValue(A, ONE, 2, 2, 1, 0));
    }

    private KvStateMachine reopened() {
        return KvStateMachine.open(store, SessionLimits.defaults());
    }
}
