package io.quorate.server.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.command.Batch;
import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.command.Request;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.SessionId;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.Cursor;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.memory.MemoryStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A stamped request is applied at most once, whatever is resent, forgotten or restarted. */
class SessionTest {
    private static final SessionLimits LIMITS = new SessionLimits(3, 4, 2);
    private static final Command PUT = Command.Put.of(Bytes.utf8("k"), Bytes.utf8("v"));

    private final OrderedStore store = new MemoryStore();
    private KvStateMachine machine = KvStateMachine.open(store, LIMITS);

    private static SessionStamp stamp(long session, long sequence, long acknowledgedBelow) {
        return new SessionStamp(new SessionId(session, session), sequence, acknowledgedBelow);
    }

    /** Applies one put per stamp, all in one entry. */
    private List<Outcome> putEach(SessionStamp... stamps) {
        List<Request> requests =
                Arrays.stream(stamps).map(stamp -> new Request(stamp, PUT)).toList();
        return applyBatch(new Batch(null, requests)).outcomes();
    }

    private Outcome put(SessionStamp stamp) {
        return putEach(stamp).get(0);
    }

    private BatchResult applyBatch(Batch batch) {
        return machine.apply(Entries.next(machine), Entries.of(1, List.of(batch)))
                .batches()
                .get(0);
    }

    private Outcome expired() {
        return new Outcome.Rejected(machine.reader().revision(), Rejection.SESSION_EXPIRED);
    }

    @Test
    void shouldAnswerAResentRequestWithoutApplyingItAgain() {
        Outcome first = put(stamp(1, 1, 1));
        put(stamp(1, 2, 1));
        machine = KvStateMachine.open(store, LIMITS);

        assertThat(put(stamp(1, 1, 1))).isEqualTo(first).isEqualTo(new Outcome.PutDone(2, null));
        assertThat(machine.reader().revision()).isEqualTo(3);
    }

    @Test
    void shouldAnswerARequestResentWithinOneEntry() {
        assertThat(putEach(stamp(1, 1, 1), stamp(1, 1, 1), stamp(1, 2, 1)))
                .containsExactly(
                        new Outcome.PutDone(2, null), new Outcome.PutDone(2, null), new Outcome.PutDone(3, null));
    }

    @Test
    void shouldAnswerAResentBatchWithTheBytesItHad() {
        Batch batch = new Batch(
                stamp(9, 1, 1), List.of(new Request(null, PUT), new Request(null, new Command.Compact(77, false))));

        BatchResult first = applyBatch(batch);
        BatchResult second = applyBatch(batch);

        assertThat(second.outcomes()).isEqualTo(first.outcomes());
        assertThat(second.encoded()).isEqualTo(first.encoded());
        assertThat(CommandCodec.decodeOutcomes(Objects.requireNonNull(second.encoded())))
                .containsExactly(new Outcome.PutDone(2, null), new Outcome.Rejected(2, Rejection.FUTURE_REVISION));
        assertThat(machine.reader().revision()).isEqualTo(2);
    }

    @Test
    void shouldRecogniseAClientsRequestInAnotherNodesBatch() {
        applyBatch(new Batch(stamp(8, 1, 1), List.of(new Request(stamp(1, 1, 1), PUT))));

        BatchResult result = applyBatch(new Batch(stamp(9, 1, 1), List.of(new Request(stamp(1, 1, 1), PUT))));

        assertThat(result.outcomes()).containsExactly(new Outcome.PutDone(2, null));
        assertThat(machine.reader().revision()).isEqualTo(2);
    }

    @Test
    void shouldApplyRequestsThatOvertookEachOther() {
        assertThat(put(stamp(1, 3, 1))).isEqualTo(new Outcome.PutDone(2, null));
        assertThat(put(stamp(1, 1, 1))).isEqualTo(new Outcome.PutDone(3, null));
        assertThat(put(stamp(1, 3, 1))).isEqualTo(new Outcome.PutDone(2, null));
    }

    @Test
    void shouldRefuseWhatWasAcknowledged() {
        putEach(stamp(1, 1, 1), stamp(1, 2, 1), stamp(1, 3, 3));

        assertThat(put(stamp(1, 2, 1))).isEqualTo(expired());
        assertThat(put(stamp(1, 0, 1))).isEqualTo(expired());
        assertThat(machine.reader().revision()).isEqualTo(4);
        assertThat(rows('r')).isEqualTo(1);
    }

    @Test
    void shouldForgetTheOldestRepliesOfAClientThatAcknowledgesNothing() {
        for (long sequence = 1; sequence <= 6; sequence++) {
            put(stamp(1, sequence, 1));
        }

        assertThat(put(stamp(1, 2, 1))).isEqualTo(expired());
        assertThat(put(stamp(1, 3, 1))).isEqualTo(new Outcome.PutDone(4, null));
        assertThat(rows('r')).isEqualTo(LIMITS.repliesPerSession());
    }

    @Test
    void shouldEvictTheLeastRecentlyUsedAlsoAfterARestart() {
        putEach(stamp(1, 1, 1), stamp(2, 1, 1), stamp(3, 1, 1), stamp(1, 2, 1));
        machine = KvStateMachine.open(store, LIMITS);
        put(stamp(4, 1, 1));

        assertThat(put(stamp(1, 2, 1))).isEqualTo(new Outcome.PutDone(5, null));
        assertThat(put(stamp(2, 1, 1))).isEqualTo(expired());
        assertThat(put(stamp(2, 2, 1))).isEqualTo(expired());
        assertThat(rows('s')).isEqualTo(LIMITS.sessions());
        assertThat(rows('e')).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnUnknownSessionThatWasInUse() {
        assertThat(put(stamp(7, 5, 4))).isEqualTo(expired());
        assertThat(put(stamp(7, 5, 1))).isEqualTo(new Outcome.PutDone(2, null));
    }

    @Test
    void shouldBoundTheMemoryOfEvictedSessions() {
        for (long session = 1; session <= 20; session++) {
            put(stamp(session, 1, 1));
        }
        machine = KvStateMachine.open(store, LIMITS);

        assertThat(rows('e')).isEqualTo(LIMITS.evictedSessions());
        assertThat(rows('s')).isEqualTo(LIMITS.sessions());
        assertThat(rows('r')).isEqualTo(LIMITS.sessions());
        assertThat(put(stamp(17, 1, 1))).isEqualTo(expired());
        assertThat(put(stamp(16, 1, 1))).isEqualTo(expired());
        assertThat(put(stamp(18, 1, 1))).isEqualTo(new Outcome.PutDone(19, null));
    }

    @Test
    void shouldKeepARejectionAsTheAnswer() {
        Request compact = new Request(stamp(1, 1, 1), new Command.Compact(2, false));
        assertThat(applyBatch(new Batch(null, List.of(compact))).outcomes())
                .containsExactly(new Outcome.Rejected(1, Rejection.FUTURE_REVISION));
        put(stamp(2, 1, 1));

        assertThat(applyBatch(new Batch(null, List.of(compact))).outcomes())
                .containsExactly(new Outcome.Rejected(1, Rejection.FUTURE_REVISION));
    }

    @Test
    void shouldKeepSequencesSortedWhateverTheirOrder() {
        KeptSequences kept = new KeptSequences();
        List<Long> model = new ArrayList<>();
        java.util.Random random = new java.util.Random(5);
        for (int i = 0; i < 2_000; i++) {
            long sequence = random.nextInt(1_000);
            if (model.contains(sequence)) {
                assertThat(kept.contains(sequence)).isTrue();
            } else {
                kept.add(sequence);
                model.add(sequence);
                model.sort(null);
            }
            if (random.nextInt(3) == 0 && !model.isEmpty()) {
                assertThat(kept.removeFirst()).isEqualTo(model.remove(0));
            }
            assertThat(kept.size()).isEqualTo(model.size());
            assertThat(kept.contains(1_000)).isFalse();
        }
    }

    private long rows(char kind) {
        long rows = 0;
        try (ReadView view = store.openView();
                Cursor cursor =
                        view.cursor(Column.SESSIONS, new byte[] {(byte) kind}, new byte[] {(byte) (kind + 1)})) {
            for (cursor.seek(new byte[] {(byte) kind}); cursor.isValid(); cursor.next()) {
                rows++;
            }
        }
        return rows;
    }
}
