package io.quorate.server.peer;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quorate.proto.internal.v1.DescribeSnapshotRequest;
import io.quorate.proto.internal.v1.ForwardReply;
import io.quorate.proto.internal.v1.ForwardRequest;
import io.quorate.proto.internal.v1.NodeServiceGrpc;
import io.quorate.proto.internal.v1.ReadIndexReply;
import io.quorate.proto.internal.v1.ReadIndexRequest;
import io.quorate.proto.internal.v1.ReadSnapshotFileRequest;
import io.quorate.proto.internal.v1.SnapshotChunk;
import io.quorate.proto.internal.v1.SnapshotFile;
import io.quorate.proto.internal.v1.SnapshotManifest;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.replication.PeerRequests;
import io.quorate.server.replication.PeerStatus;
import io.quorate.server.replication.ReadIndexResult;
import io.quorate.server.replication.SnapshotFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this node answers to the others: the gRPC face of {@link PeerRequests}. */
public final class PeerService extends NodeServiceGrpc.NodeServiceImplBase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerService.class);

    private final PeerGate gate;
    private final PeerRequests requests;
    private final SnapshotShelf shelf = new SnapshotShelf();
    /** Drops what comes after {@link #close}: those calls end with their server. */
    private final ThreadPoolExecutor snapshotThread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
                Thread thread = new Thread(task, "snapshot-send");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    public PeerService(PeerIdentity self, PeerRequests requests, Metrics metrics) {
        this.gate = new PeerGate(self, metrics);
        this.requests = requests;
    }

    @Override
    public StreamObserver<ForwardRequest> forward(StreamObserver<ForwardReply> replies) {
        ForwardSession session = new ForwardSession(gate, requests, (ServerCallStreamObserver<ForwardReply>) replies);
        session.open();
        return session;
    }

    @Override
    public void readIndex(ReadIndexRequest request, StreamObserver<ReadIndexReply> replies) {
        ServerCallStreamObserver<ReadIndexReply> out = (ServerCallStreamObserver<ReadIndexReply>) replies;
        // Without one, answering a call that was given up would throw.
        out.setOnCancelHandler(() -> {});
        GroupId group = gate.admits(Wire.caller(request)) ? Wire.group(request.getGroup()) : null;
        if (group == null) {
            answer(out, ReadIndexResult.of(PeerStatus.REFUSED));
            return;
        }
        requests.readIndex(new NodeId(request.getNode()), group)
                .whenComplete((result, failure) ->
                        answer(out, failure == null ? result : ReadIndexResult.of(PeerStatus.INDETERMINATE)));
    }

    private static void answer(ServerCallStreamObserver<ReadIndexReply> out, ReadIndexResult result) {
        ReadIndexReply reply = ReadIndexReply.newBuilder()
                .setStatus(Wire.status(result.status()))
                .setLeaderHint(Wire.name(result.leaderHint()))
                .setTerm(result.position().term())
                .setIndex(result.position().index())
                .setLease(result.lease())
                .build();
        out.onNext(reply);
        out.onCompleted();
    }

    @Override
    public void describeSnapshot(DescribeSnapshotRequest request, StreamObserver<SnapshotManifest> replies) {
        ServerCallStreamObserver<SnapshotManifest> out = (ServerCallStreamObserver<SnapshotManifest>) replies;
        out.setOnCancelHandler(() -> {});
        GroupId group = Wire.group(request.getGroup());
        if (group == null || !gate.admits(Wire.caller(request))) {
            out.onError(stranger());
            return;
        }
        snapshotThread.execute(() -> describe(group, out));
    }

    private void describe(GroupId group, ServerCallStreamObserver<SnapshotManifest> out) {
        try {
            Optional<SnapshotFiles> snapshot = requests.latestSnapshot(group);
            if (snapshot.isEmpty()) {
                out.onError(Status.FAILED_PRECONDITION
                        .withDescription("there is no snapshot")
                        .asException());
                return;
            }
            out.onNext(shelf.describe(snapshot.get()));
            out.onCompleted();
        } catch (NoSuchFileException e) {
            out.onError(removed(e));
        } catch (IOException | RuntimeException e) {
            LOG.atError().addKeyValue("group", group).setCause(e).log("a snapshot cannot be described");
            out.onError(
                    e.getCause() instanceof NoSuchFileException gone
                            ? removed(gone)
                            : Status.INTERNAL
                                    .withDescription("cannot read the snapshot: " + e.getMessage())
                                    .withCause(e)
                                    .asException());
        }
    }

    @Override
    public void readSnapshotFile(ReadSnapshotFileRequest request, StreamObserver<SnapshotChunk> replies) {
        ServerCallStreamObserver<SnapshotChunk> out = (ServerCallStreamObserver<SnapshotChunk>) replies;
        out.setOnCancelHandler(() -> {});
        if (!gate.admits(Wire.caller(request))) {
            out.onError(stranger());
            return;
        }
        DelayedUpload upload = new DelayedUpload(request, out);
        out.setOnReadyHandler(upload::wake);
        upload.wake();
    }

    /** Looks the file up on the snapshot thread, where the shelf lives, before it sends. */
    private final class DelayedUpload {
        private final ReadSnapshotFileRequest request;
        private final ServerCallStreamObserver<SnapshotChunk> out;
        private @Nullable SnapshotUpload upload;
        private boolean begun;

        DelayedUpload(ReadSnapshotFileRequest request, ServerCallStreamObserver<SnapshotChunk> out) {
            this.request = request;
            this.out = out;
        }

        void wake() {
            snapshotThread.execute(this::go);
        }

        private void go() {
            if (!begun) {
                begun = true;
                begin();
            }
            SnapshotUpload ready = upload;
            if (ready != null) {
                ready.pump();
            }
        }

        private void begin() {
            SnapshotShelf.Shelved shelved = shelf.find(request.getSnapshotId());
            SnapshotFile file = shelved == null ? null : shelved.files().get(request.getName());
            if (shelved == null || file == null) {
                out.onError(removed(null));
                return;
            }
            long left = file.getSize() - request.getOffset();
            if (request.getOffset() < 0 || left < 0 || request.getLength() < 0) {
                out.onError(Status.OUT_OF_RANGE
                        .withDescription("the file has " + file.getSize() + " bytes")
                        .asException());
                return;
            }
            long length = request.getLength() == 0 ? left : Math.min(left, request.getLength());
            upload = new SnapshotUpload(
                    shelved.directory().resolve(file.getName()),
                    request.getOffset(),
                    request.getOffset() + length,
                    out);
        }
    }

    private static Exception removed(@Nullable Throwable cause) {
        return Status.NOT_FOUND
                .withDescription("the snapshot was removed")
                .withCause(cause)
                .asException();
    }

    private static Exception stranger() {
        return Status.PERMISSION_DENIED
                .withDescription("another cluster, another topology, an unknown node, or meant for another node")
                .asException();
    }

    /** Ends snapshot transfers; other calls end with their server. */
    @Override
    public void close() {
        snapshotThread.shutdownNow();
    }
}
