package io.quorate.server.peer;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.quorate.proto.internal.v1.SnapshotChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Sends a piece of one file, as fast as the other side takes it: reads a chunk only when gRPC has room for it. Runs on
 * the snapshot thread alone.
 */
final class SnapshotUpload {
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;
    private final long end;
    private final ServerCallStreamObserver<SnapshotChunk> out;
    private long offset;
    private boolean finished;

    SnapshotUpload(Path file, long offset, long end, ServerCallStreamObserver<SnapshotChunk> out) {
        this.file = file;
        this.offset = offset;
        this.end = end;
        this.out = out;
    }

    /** Sends what there is room for; on the snapshot thread, at the beginning and whenever there is room again. */
    void pump() {
        // Opened anew each time: a reader that never comes back must not hold a descriptor.
        if (finished || out.isCancelled() || !out.isReady()) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (offset < end && out.isReady() && !out.isCancelled()) {
                ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, end - offset));
                fill(chunk, channel);
                if (chunk.hasRemaining()) {
                    fail(Status.DATA_LOSS.withDescription("the file is shorter than it was"));
                    return;
                }
                out.onNext(SnapshotChunk.newBuilder()
                        .setOffset(offset)
                        .setData(UnsafeByteOperations.unsafeWrap(chunk.array()))
                        .build());
                offset += chunk.capacity();
            }
            if (offset >= end) {
                finished = true;
                out.onCompleted();
            }
        } catch (NoSuchFileException e) {
            fail(Status.NOT_FOUND.withDescription("the snapshot was removed").withCause(e));
        } catch (IOException e) {
            fail(Status.INTERNAL
                    .withDescription("cannot read the snapshot: " + e.getMessage())
                    .withCause(e));
        }
    }

    private void fill(ByteBuffer chunk, FileChannel channel) throws IOException {
        while (chunk.hasRemaining() && channel.read(chunk, offset + chunk.position()) > 0) {
            // reads on until the chunk is full or the file ends
        }
    }

    private void fail(Status status) {
        finished = true;
        out.onError(status.asException());
    }
}
