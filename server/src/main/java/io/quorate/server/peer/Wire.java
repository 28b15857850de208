package io.quorate.server.peer;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.proto.internal.v1.DescribeSnapshotRequest;
import io.quorate.proto.internal.v1.ForwardRequest;
import io.quorate.proto.internal.v1.NodeStatus;
import io.quorate.proto.internal.v1.ReadIndexRequest;
import io.quorate.proto.internal.v1.ReadSnapshotFileRequest;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.replication.PeerStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Between the values of this process and those of the wire. */
final class Wire {
    private static final int GROUP_BYTES = 16;

    private Wire() {}

    static ByteString group(GroupId group) {
        ByteBuffer bytes = ByteBuffer.allocate(GROUP_BYTES);
        bytes.putLong(group.value().getMostSignificantBits());
        bytes.putLong(group.value().getLeastSignificantBits());
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }

    /** Null when it is not a group id. */
    static @Nullable GroupId group(ByteString bytes) {
        if (bytes.size() != GROUP_BYTES) {
            return null;
        }
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        return new GroupId(new UUID(buffer.getLong(), buffer.getLong()));
    }

    static String name(@Nullable NodeId node) {
        return node == null ? "" : node.value();
    }

    static @Nullable NodeId node(String name) {
        return name.isEmpty() ? null : new NodeId(name);
    }

    static PeerIdentity.Caller caller(ForwardRequest call) {
        return new PeerIdentity.Caller(call.getCluster(), call.getTopologyHash(), call.getNode(), call.getTarget());
    }

    static PeerIdentity.Caller caller(ReadIndexRequest call) {
        return new PeerIdentity.Caller(call.getCluster(), call.getTopologyHash(), call.getNode(), call.getTarget());
    }

    static PeerIdentity.Caller caller(DescribeSnapshotRequest call) {
        return new PeerIdentity.Caller(call.getCluster(), call.getTopologyHash(), call.getNode(), call.getTarget());
    }

    static PeerIdentity.Caller caller(ReadSnapshotFileRequest call) {
        return new PeerIdentity.Caller(call.getCluster(), call.getTopologyHash(), call.getNode(), call.getTarget());
    }

    static NodeStatus status(PeerStatus status) {
        return switch (status) {
            case OK -> NodeStatus.OK;
            case NOT_LEADER -> NodeStatus.NOT_LEADER;
            case NOT_READY -> NodeStatus.NOT_READY;
            case OVERLOADED -> NodeStatus.OVERLOADED;
            case INDETERMINATE -> NodeStatus.INDETERMINATE;
            case REFUSED -> NodeStatus.REFUSED;
        };
    }

    /** A status of a newer release says nothing that we may rely on. */
    static PeerStatus status(NodeStatus status) {
        return switch (status) {
            case OK -> PeerStatus.OK;
            case NOT_LEADER -> PeerStatus.NOT_LEADER;
            case NOT_READY -> PeerStatus.NOT_READY;
            case OVERLOADED -> PeerStatus.OVERLOADED;
            case REFUSED -> PeerStatus.REFUSED;
            case INDETERMINATE, UNRECOGNIZED -> PeerStatus.INDETERMINATE;
        };
    }

    /** The bytes without a copy where the string is one whole array; nobody may change them. */
    static byte[] array(ByteString bytes) {
        WholeArray output = new WholeArray(bytes.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(bytes, output);
        } catch (IOException e) {
            throw new IllegalStateException("no I/O is done", e);
        }
        return output.whole == null ? bytes.toByteArray() : output.whole;
    }

    private static final class WholeArray extends ByteOutput {
        private final int size;
        private byte @Nullable [] whole;

        WholeArray(int size) {
            this.size = size;
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            if (offset == 0 && length == size && value.length == size) {
                whole = value;
            }
        }

        @Override
        public void write(byte value) {}

        @Override
        public void write(byte[] value, int offset, int length) {}

        @Override
        public void write(ByteBuffer value) {}

        @Override
        public void writeLazy(ByteBuffer value) {}
    }
}
