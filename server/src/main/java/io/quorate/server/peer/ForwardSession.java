package io.quorate.server.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.internal.v1.ForwardReply;
import io.quorate.proto.internal.v1.ForwardRequest;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.ForwardResult;
import io.quorate.server.replication.PeerRequests;
import io.quorate.server.replication.PeerStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leader's side of a forward stream. Takes at most {@link #WINDOW} batches that are not answered, and no more while
 * the other side does not read its answers: so neither can fill this node's memory.
 */
final class ForwardSession implements StreamObserver<ForwardRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardSession.class);
    private static final int WINDOW = 256;

    private final PeerGate gate;
    private final PeerRequests requests;
    private final ServerCallStreamObserver<ForwardReply> out;
    private @Nullable GroupId group;
    private NodeId from = new NodeId("");
    private boolean introduced;
    // Guarded by this: answers come on any thread.
    private int unanswered;
    private int owed;
    private boolean halfClosed;

    ForwardSession(PeerGate gate, PeerRequests requests, ServerCallStreamObserver<ForwardReply> out) {
        this.gate = gate;
        this.requests = requests;
        this.out = out;
    }

    /** Within the call's start. */
    void open() {
        out.disableAutoRequest();
        out.setOnReadyHandler(this::askForOwed);
        // Without one, answering a stream that broke would throw.
        out.setOnCancelHandler(() -> LOG.atDebug().addKeyValue("node", from).log("forward stream broke"));
        out.request(WINDOW);
    }

    @Override
    public void onNext(ForwardRequest request) {
        if (!introduced) {
            introduced = true;
            introduce(request);
        }
        synchronized (this) {
            unanswered++;
        }
        GroupId of = group;
        if (of == null) {
            answer(request.getSequence(), ForwardResult.of(PeerStatus.REFUSED));
        } else if (request.getBatch().isEmpty()) {
            answer(request.getSequence(), ForwardResult.of(PeerStatus.NOT_READY));
        } else {
            take(of, request);
        }
    }

    private void introduce(ForwardRequest first) {
        from = new NodeId(first.getNode());
        if (gate.admits(Wire.caller(first))) {
            group = Wire.group(first.getGroup());
        }
    }

    private void take(GroupId of, ForwardRequest request) {
        try {
            requests.forwarded(
                            from,
                            of,
                            Wire.array(request.getBatch()),
                            Duration.ofMillis(Integer.toUnsignedLong(request.getTimeoutMillis())))
                    .whenComplete((result, failure) -> {
                        if (failure != null) {
                            failed(failure);
                        }
                        answer(
                                request.getSequence(),
                                failure == null ? result : ForwardResult.of(PeerStatus.INDETERMINATE));
                    });
        } catch (RuntimeException e) {
            failed(e);
            answer(request.getSequence(), ForwardResult.of(PeerStatus.INDETERMINATE));
        }
    }

    private void failed(Throwable failure) {
        LOG.atError().addKeyValue("node", from).setCause(failure).log("a forwarded batch failed");
    }

    private void answer(long sequence, ForwardResult result) {
        ForwardReply.Builder reply = ForwardReply.newBuilder()
                .setSequence(sequence)
                .setStatus(Wire.status(result.status()))
                .setLeaderHint(Wire.name(result.leaderHint()));
        if (result.status() == PeerStatus.OK) {
            reply.setTerm(result.position().term()).setIndex(result.position().index());
            byte[] outcome = result.outcome();
            if (outcome != null) {
                reply.setOutcome(UnsafeByteOperations.unsafeWrap(outcome));
            }
        }
        send(reply.build());
    }

    private synchronized void send(ForwardReply reply) {
        unanswered--;
        if (out.isCancelled()) {
            return;
        }
        out.onNext(reply);
        if (out.isReady()) {
            out.request(1);
        } else {
            owed++;
        }
        completeWhenAnswered();
    }

    private synchronized void askForOwed() {
        if (owed > 0 && !out.isCancelled()) {
            out.request(owed);
            owed = 0;
        }
    }

    private void completeWhenAnswered() {
        if (halfClosed && unanswered == 0 && !out.isCancelled()) {
            out.onCompleted();
        }
    }

    @Override
    public void onError(Throwable cause) {
        // The other side went away; what it sent is answered to nobody.
        LOG.atDebug().addKeyValue("node", from).setCause(cause).log("forward stream ended");
    }

    @Override
    public synchronized void onCompleted() {
        halfClosed = true;
        completeWhenAnswered();
    }
}
