package io.quorate.server.peer;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.internal.v1.DescribeSnapshotRequest;
import io.quorate.proto.internal.v1.NodeServiceGrpc;
import io.quorate.proto.internal.v1.NodeServiceGrpc.NodeServiceBlockingStub;
import io.quorate.proto.internal.v1.ReadSnapshotFileRequest;
import io.quorate.proto.internal.v1.SnapshotChunk;
import io.quorate.proto.internal.v1.SnapshotFile;
import io.quorate.proto.internal.v1.SnapshotManifest;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Another node as the place a snapshot comes from. Blocks. */
final class SnapshotSource {
    /** Reading every byte of a large snapshot for its checksums takes a while. */
    private static final long DESCRIBE_SECONDS = 120;

    private static final long PIECE_SECONDS = 30;

    private final PeerIdentity self;
    private final NodeId from;
    private final GroupId group;
    private final ManagedChannel channel;
    private final NodeServiceBlockingStub stub;

    SnapshotSource(PeerIdentity self, NodeId from, GroupId group, ManagedChannel channel) {
        this.self = self;
        this.from = from;
        this.group = group;
        this.channel = channel;
        this.stub = NodeServiceGrpc.newBlockingStub(channel);
    }

    /** The snapshot was removed: ask for the newest again. */
    static final class Gone extends IOException {
        private static final long serialVersionUID = 1L;

        Gone(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Nobody answered: asking again may help. */
    static final class Unreachable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Takes the chunks of a piece in order. */
    interface Sink {
        void write(SnapshotChunk chunk) throws IOException;
    }

    NodeId from() {
        return from;
    }

    SnapshotManifest describe() throws IOException {
        DescribeSnapshotRequest request = DescribeSnapshotRequest.newBuilder()
                .setCluster(self.cluster())
                .setTopologyHash(self.topologyHash())
                .setNode(self.node().value())
                .setTarget(from.value())
                .setGroup(Wire.group(group))
                .build();
        try {
            return stub.withDeadlineAfter(DESCRIBE_SECONDS, TimeUnit.SECONDS).describeSnapshot(request);
        } catch (StatusRuntimeException e) {
            throw translate("describe its snapshot", e);
        }
    }

    void read(SnapshotManifest manifest, SnapshotFile file, long offset, long length, Sink sink) throws IOException {
        ReadSnapshotFileRequest request = ReadSnapshotFileRequest.newBuilder()
                .setCluster(self.cluster())
                .setTopologyHash(self.topologyHash())
                .setNode(self.node().value())
                .setTarget(from.value())
                .setGroup(Wire.group(group))
                .setSnapshotId(manifest.getSnapshotId())
                .setName(file.getName())
                .setOffset(offset)
                .setLength(length)
                .build();
        try {
            Iterator<SnapshotChunk> chunks =
                    stub.withDeadlineAfter(PIECE_SECONDS, TimeUnit.SECONDS).readSnapshotFile(request);
            while (chunks.hasNext()) {
                sink.write(chunks.next());
            }
        } catch (StatusRuntimeException e) {
            throw translate("send " + file.getName(), e);
        }
    }

    private IOException translate(String what, StatusRuntimeException failure) {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(failure);
            return interrupted;
        }
        Status status = failure.getStatus();
        String message = "node " + from + " did not " + what + ": " + status.getCode()
                + (status.getDescription() == null ? "" : " " + status.getDescription());
        return switch (status.getCode()) {
            case NOT_FOUND -> new Gone(message, failure);
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> {
                // gRPC would wait for a second and more before it tries to connect again.
                channel.resetConnectBackoff();
                yield new Unreachable(message, failure);
            }
            default -> new IOException(message, failure);
        };
    }
}
