package io.quorate.client.cli.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

/** Cuts what arrives into frames. Confined to the connection's thread. */
final class FrameReader {
    private final Frame each;
    private @Nullable ByteBuf rest;

    /** Takes one whole frame; the payload is valid during the call only. */
    interface Frame {
        void frame(int type, int flags, int stream, ByteBuf payload) throws Http2Exception;
    }

    FrameReader(Frame each) {
        this.each = each;
    }

    /** Takes over the bytes. */
    void read(ByteBuf bytes) throws Http2Exception {
        ByteBuf all = bytes;
        if (rest != null) {
            all = rest.writeBytes(bytes);
            bytes.release();
            rest = null;
        }
        try {
            cut(all);
        } finally {
            if (all.isReadable()) {
                rest = all.discardSomeReadBytes();
            } else {
                all.release();
            }
        }
    }

    void close() {
        if (rest != null) {
            rest.release();
            rest = null;
        }
    }

    private void cut(ByteBuf all) throws Http2Exception {
        while (all.readableBytes() >= Frames.HEADER_BYTES) {
            int at = all.readerIndex();
            int length = all.getUnsignedMedium(at);
            if (all.readableBytes() < Frames.HEADER_BYTES + length) {
                return;
            }
            int type = all.getUnsignedByte(at + 3);
            int flags = all.getUnsignedByte(at + 4);
            int stream = all.getInt(at + 5) & 0x7fff_ffff;
            int end = at + Frames.HEADER_BYTES + length;
            int writer = all.writerIndex();
            // The payload is this buffer between two marks: no slice, no garbage.
            all.readerIndex(at + Frames.HEADER_BYTES);
            all.writerIndex(end);
            each.frame(type, flags, stream, all);
            all.writerIndex(writer);
            all.readerIndex(end);
        }
    }
}
