package io.quorate.server.replication.ratis;

import io.quorate.server.common.LogPosition;
import io.quorate.server.replication.ReplicaGroup.ProposalListener;
import io.quorate.server.replication.ReplicaGroup.Refusal;
import io.quorate.server.statemachine.BatchResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * An entry on its way through Ratis, with the handle of who proposed it. Ratis gives the same object back to the
 * leader's apply, so the outcome finds its listener without a second look-up. The first end wins: applied, refused or
 * indeterminate.
 */
final class EntryMessage implements Message {
    private final ByteString content;
    private final long proposedAtNanos;
    private final ProposalListener listener;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean appended;

    EntryMessage(byte[] entry, long proposedAtNanos, ProposalListener listener) {
        this.content = UnsafeByteOperations.unsafeWrap(entry);
        this.proposedAtNanos = proposedAtNanos;
        this.listener = listener;
    }

    @Override
    public ByteString getContent() {
        return content;
    }

    /** Monotonic time taken before the entry was handed to Ratis: where its lease grant starts. */
    long proposedAtNanos() {
        return proposedAtNanos;
    }

    /** The entry is about to be in the log. */
    void appending() {
        appended = true;
    }

    /** False as long as the entry has surely not reached the log. */
    boolean mayBeAppended() {
        return appended;
    }

    void applied(LogPosition position, List<BatchResult> results) {
        if (ended.compareAndSet(false, true)) {
            listener.applied(position, results);
        }
    }

    void refused(Refusal refusal) {
        if (ended.compareAndSet(false, true)) {
            listener.refused(refusal);
        }
    }

    void indeterminate() {
        if (ended.compareAndSet(false, true)) {
            listener.indeterminate();
        }
    }
}
