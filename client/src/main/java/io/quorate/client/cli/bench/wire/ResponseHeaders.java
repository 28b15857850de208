package io.quorate.client.cli.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.util.collection.LongObjectHashMap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the headers and trailers of answers on one connection. Blocks that only name entries of the table leave the
 * table as it is, so the same bytes mean the same until a block comes that adds one: those are looked up, not decoded.
 */
final class ResponseHeaders {
    private static final long MAX_LIST_BYTES = 1 << 20;
    private static final int LONGEST_KNOWN = 7;
    private static final int NO_STATUS = -1;

    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, MAX_LIST_BYTES);
    private final LongObjectHashMap<Block> known = new LongObjectHashMap<>();

    /**
     * What matters of one block.
     *
     * @param status gRPC's status code; negative when the block has none
     */
    record Block(int status, String message) {
        boolean hasStatus() {
            return status != NO_STATUS;
        }
    }

    /** Reads all of the bytes. */
    Block read(int stream, ByteBuf bytes) throws Http2Exception {
        long key = indexedOnly(bytes);
        if (key == 0) {
            known.clear();
            return decode(stream, bytes);
        }
        Block block = known.get(key);
        if (block == null) {
            block = decode(stream, bytes);
            known.put(key, block);
        }
        return block;
    }

    private Block decode(int stream, ByteBuf bytes) throws Http2Exception {
        Http2Headers headers = decoder.decodeHeaders(stream, bytes);
        @Nullable CharSequence status = headers.get("grpc-status");
        @Nullable CharSequence http = headers.status();
        if (status == null) {
            boolean ok = http == null || "200".contentEquals(http);
            return ok ? new Block(NO_STATUS, "") : new Block(2, "HTTP status " + http);
        }
        @Nullable CharSequence message = headers.get("grpc-message");
        return new Block(
                Integer.parseInt(status.toString()),
                message == null
                        ? ""
                        : URLDecoder.decode(message.toString().replace("+", "%2B"), StandardCharsets.UTF_8));
    }

    /** The bytes as a number, if each names an entry; else 0. */
    private static long indexedOnly(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (length > LONGEST_KNOWN) {
            return 0;
        }
        long key = 0;
        for (int i = 0; i < length; i++) {
            byte each = bytes.getByte(bytes.readerIndex() + i);
            // The highest bit says "indexed"; with all bits set the index goes on in the next byte.
            if (each >= 0 || each == -1) {
                return 0;
            }
            key = (key << 8) | (each & 0xff);
        }
        return key;
    }
}
