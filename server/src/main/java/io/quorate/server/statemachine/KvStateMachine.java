package io.quorate.server.statemachine;

import io.quorate.server.command.Batch;
import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.LogEntry;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.command.Request;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.LogPosition;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.mvcc.MvccStore;
import io.quorate.server.mvcc.MvccWriter;
import io.quorate.server.mvcc.Patience;
import io.quorate.server.storage.Column;
import io.quorate.server.storage.OrderedStore;
import io.quorate.server.storage.ReadView;
import io.quorate.server.storage.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The state that a log of entries leads to. The same entries give the same rows and the same outcomes on every replica,
 * whatever it restarted from: an entry's effects, the replies of its sessions and its position are one batch.
 *
 * <p>{@link #apply}, {@link #skip} and {@link #prepareSnapshot} belong to the apply thread; the rest may be called by
 * any.
 */
public final class KvStateMachine {
    private static final byte[] FORMAT_KEY = "format".getBytes(StandardCharsets.US_ASCII);
    private static final byte FORMAT = 2;

    private final OrderedStore store;
    private final MvccStore mvcc;
    private final MvccWriter writer;
    private final SessionTable sessions;
    private final MachineFacts facts;
    private final ApplierRegistry appliers;
    private volatile LogPosition applied;
    private volatile boolean release;
    private volatile long clusterTime;

    /** Whether {@link #skip} moved the position past what the store says. */
    private boolean positionUnwritten;

    private KvStateMachine(OrderedStore store, MvccStore mvcc, SessionTable sessions) {
        this.store = store;
        this.mvcc = mvcc;
        this.sessions = sessions;
        AppliedPosition position = AppliedPosition.decode(store.get(Column.META, AppliedPosition.key()));
        applied = position.position();
        release = position.release();
        writer = mvcc.writer();
        facts = MachineFacts.decode(store.get(Column.META, MachineFacts.key()));
        clusterTime = facts.clusterTime;
        appliers = new ApplierRegistry(writer, facts);
    }

    /** Opens the state that a store holds, or an empty one. The store stays the caller's to close. */
    public static KvStateMachine open(OrderedStore store, SessionLimits limits) {
        requireFormat(store);
        return new KvStateMachine(store, MvccStore.open(store), SessionTable.open(store, limits));
    }

    private static void requireFormat(OrderedStore store) {
        byte[] format = store.get(Column.META, FORMAT_KEY);
        if (format == null) {
            WriteBatch batch = store.newBatch();
            batch.put(Column.META, FORMAT_KEY, new byte[] {FORMAT});
            store.write(batch);
        } else if (format.length != 1 || format[0] != FORMAT) {
            throw new UnknownFormat(format.length == 1 ? String.valueOf(format[0]) : "?", FORMAT);
        }
    }

    /** Position of the newest entry that the state holds. */
    public LogPosition applied() {
        return applied;
    }

    /** Applies one of our entries; one that was applied before answers nothing. */
    public EntryResult apply(LogPosition position, byte[] bytes) {
        if (position.index() <= applied.index()) {
            return new EntryResult(List.of(), release);
        }
        LogEntry entry = CommandCodec.decodeEntry(bytes);
        WriteBatch batch = store.newBatch();
        writer.beginEntry(batch);
        sessions.beginEntry(batch);
        List<BatchResult> results = new ArrayList<>(entry.batches().size());
        for (Batch requests : entry.batches()) {
            results.add(applyBatch(requests));
        }
        sessions.endEntry();
        boolean releases = endsWithRelease(entry);
        facts.clusterTime = Math.max(facts.clusterTime, entry.hlc());
        batch.put(Column.META, MachineFacts.key(), facts.encode());
        batch.put(Column.META, AppliedPosition.key(), new AppliedPosition(position, releases).encode());
        writer.commitEntry();
        clusterTime = facts.clusterTime;
        release = releases;
        positionUnwritten = false;
        applied = position;
        return new EntryResult(results, releases);
    }

    /** Notes an entry that is not ours. Its position reaches the store with the next of ours, or before a snapshot. */
    public void skip(LogPosition position) {
        if (position.index() > applied.index()) {
            positionUnwritten = true;
            applied = position;
        }
    }

    /** Makes the store say how far the log was applied; called before it is flushed or copied. */
    public void prepareSnapshot() {
        if (positionUnwritten) {
            WriteBatch batch = store.newBatch();
            batch.put(Column.META, AppliedPosition.key(), new AppliedPosition(applied, release).encode());
            store.write(batch);
            positionUnwritten = false;
        }
    }

    public MvccReader reader() {
        return mvcc;
    }

    /** Whether the newest of our entries ended with the leader giving its lease up. */
    public boolean lastWasRelease() {
        return release;
    }

    /** Newest hybrid logical clock of an applied entry. */
    public long clusterTime() {
        return clusterTime;
    }

    /**
     * Digest of the whole replicated state, for comparing replicas at the same position; beside the apply thread, which
     * it does not hold up. How far history was removed physically does not change the hash, nor does the position.
     *
     * @param wanted asked now and then; {@link MvccReader.Unwanted} is thrown when it says no
     */
    public StateDigest digest(BooleanSupplier wanted) {
        // All up to here was written before the view was opened. Of what the view shows beyond it, its row tells.
        LogPosition before = applied;
        try (ReadView view = store.openView()) {
            LogPosition shown = AppliedPosition.decode(view.get(Column.META, AppliedPosition.key()))
                    .position();
            LogPosition position = shown.index() > before.index() ? shown : before;
            int version = MachineFacts.decode(view.get(Column.META, MachineFacts.key())).version;
            return new StateDigest(position, StateHash.of(view, new Patience(wanted)), version);
        }
    }

    private BatchResult applyBatch(Batch batch) {
        SessionStamp stamp = batch.stamp();
        if (stamp == null) {
            return new BatchResult(applyRequests(batch.requests()), null);
        }
        SessionTable.Admission admission = sessions.admit(stamp);
        if (admission.reply() != null) {
            return new BatchResult(CommandCodec.decodeOutcomes(admission.reply()), admission.reply());
        }
        List<Outcome> outcomes = admission.fresh()
                ? applyRequests(batch.requests())
                : batch.requests().stream().map(request -> expired()).toList();
        byte[] encoded = CommandCodec.encodeOutcomes(outcomes);
        if (admission.fresh()) {
            sessions.keep(stamp, encoded);
        }
        return new BatchResult(outcomes, encoded);
    }

    private List<Outcome> applyRequests(List<Request> requests) {
        List<Outcome> outcomes = new ArrayList<>(requests.size());
        for (Request request : requests) {
            SessionStamp stamp = request.stamp();
            outcomes.add(stamp == null ? appliers.apply(request.command()) : applyStamped(stamp, request.command()));
        }
        return outcomes;
    }

    private Outcome applyStamped(SessionStamp stamp, Command command) {
        SessionTable.Admission admission = sessions.admit(stamp);
        if (admission.reply() != null) {
            return CommandCodec.decodeOutcomes(admission.reply()).get(0);
        }
        if (!admission.fresh()) {
            return expired();
        }
        Outcome outcome = appliers.apply(command);
        sessions.keep(stamp, CommandCodec.encodeOutcomes(List.of(outcome)));
        return outcome;
    }

    private Outcome expired() {
        return new Outcome.Rejected(writer.revision(), Rejection.SESSION_EXPIRED);
    }

    private static boolean endsWithRelease(LogEntry entry) {
        if (entry.batches().isEmpty()) {
            return false;
        }
        List<Request> last = entry.batches().get(entry.batches().size() - 1).requests();
        return !last.isEmpty() && last.get(last.size() - 1).command() instanceof Command.Release;
    }
}
