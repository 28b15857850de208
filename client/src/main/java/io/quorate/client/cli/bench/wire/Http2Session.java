package io.quorate.client.cli.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.util.collection.IntObjectHashMap;
import io.grpc.netty.shaded.io.netty.util.collection.IntObjectMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One TCP connection's HTTP/2, from its preface to its end. Confined to its event loop. */
final class Http2Session extends ChannelInboundHandlerAdapter {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int RECEIVE_WINDOW = 1 << 20;
    private static final int GRPC_PREFIX = 5;
    private static final int UNAVAILABLE = 14;
    private static final int INTERNAL = 13;

    private final EtcdConnection owner;
    private final FrameReader frames = new FrameReader(this::frame);
    private final ResponseHeaders responseHeaders = new ResponseHeaders();
    private final IntObjectHashMap<Stream> streams = new IntObjectHashMap<>();
    private final ArrayDeque<Unsent> waiting = new ArrayDeque<>();
    private final Limits limits = new Limits();
    private @Nullable RequestHeaders requestHeaders;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf out;
    private @Nullable ByteBuf headerBlock;
    private int nextStream = 1;
    private boolean reading;

    /** A call that has been sent. */
    private static final class Stream {
        private final Call call;
        private int bytes;

        Stream(Call call) {
            this.call = call;
        }
    }

    /** A call for which there is no room yet. */
    private record Unsent(Method method, byte[] message, Call call) {}

    /** What the server allows, and what we have consumed of our own window. */
    private static final class Limits {
        private long sendWindow = Frames.DEFAULT_WINDOW;
        private long streamWindow = Frames.DEFAULT_WINDOW;
        private long maxStreams = Integer.MAX_VALUE;
        private int consumed;

        boolean hasRoom(int frameBytes, int openStreams) {
            return frameBytes <= sendWindow && openStreams < maxStreams;
        }
    }

    Http2Session(EtcdConnection owner) {
        this.owner = owner;
    }

    /** Sends a call, now or as soon as the server has room. */
    void send(Method method, byte[] message, Call call) {
        int frameBytes = message.length + GRPC_PREFIX;
        if (frameBytes > limits.streamWindow) {
            call.answered(INTERNAL, "request of " + frameBytes + " bytes is larger than the server's window", 0);
        } else if (!waiting.isEmpty() || !limits.hasRoom(frameBytes, streams.size())) {
            waiting.add(new Unsent(method, message, call));
        } else {
            write(method, message, call);
            flushUnlessReading();
        }
    }

    private void write(Method method, byte[] message, Call call) {
        ByteBuf to = out();
        int stream = nextStream;
        nextStream += 2;
        headers().write(to, stream, method);
        int left = message.length + GRPC_PREFIX;
        limits.sendWindow -= left;
        int first = Math.min(left, Frames.DEFAULT_FRAME);
        Frames.header(to, first, Frames.DATA, first == left ? Frames.END_STREAM : 0, stream);
        to.writeByte(0);
        to.writeInt(message.length);
        int at = first - GRPC_PREFIX;
        to.writeBytes(message, 0, at);
        while (at < message.length) {
            int part = Math.min(message.length - at, Frames.DEFAULT_FRAME);
            Frames.header(to, part, Frames.DATA, at + part == message.length ? Frames.END_STREAM : 0, stream);
            to.writeBytes(message, at, part);
            at += part;
        }
        streams.put(stream, new Stream(call));
    }

    @Override
    public void channelActive(ChannelHandlerContext newContext) {
        context = newContext;
        ByteBuf to = out();
        to.writeBytes(PREFACE);
        Frames.header(to, 2 * Frames.SETTING_BYTES, Frames.SETTINGS, 0, 0);
        to.writeShort(Frames.SETTING_ENABLE_PUSH).writeInt(0);
        to.writeShort(Frames.SETTING_INITIAL_WINDOW_SIZE).writeInt(Integer.MAX_VALUE);
        Frames.windowUpdate(to, RECEIVE_WINDOW - Frames.DEFAULT_WINDOW);
        flushUnlessReading();
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) throws Http2Exception {
        reading = true;
        frames.read((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        reading = false;
        if (limits.consumed >= RECEIVE_WINDOW / 2) {
            Frames.windowUpdate(out(), limits.consumed);
            limits.consumed = 0;
        }
        flushUnlessReading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        end("the connection to " + owner.endpoint() + " was lost");
    }

    /** The end of the connection follows. */
    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        owner.failed(cause);
        from.close();
    }

    private void frame(int type, int flags, int stream, ByteBuf payload) throws Http2Exception {
        switch (type) {
            case Frames.DATA -> data(flags, stream, payload);
            case Frames.HEADERS, Frames.CONTINUATION -> headers(type, flags, stream, payload);
            case Frames.SETTINGS -> settings(flags, payload);
            case Frames.WINDOW_UPDATE -> {
                if (stream == 0) {
                    limits.sendWindow += payload.readInt() & 0x7fff_ffff;
                    sendWaiting();
                }
            }
            case Frames.PING -> {
                if ((flags & Frames.ACK) == 0) {
                    Frames.header(out(), payload.readableBytes(), Frames.PING, Frames.ACK, 0);
                    out().writeBytes(payload);
                }
            }
            case Frames.RST_STREAM -> finish(stream, UNAVAILABLE, "the server reset the call: " + payload.readInt());
            case Frames.GOAWAY -> close();
            default -> {
                // Others, also unknown ones, may be ignored.
            }
        }
    }

    private void data(int flags, int number, ByteBuf payload) {
        limits.consumed += payload.readableBytes();
        Stream stream = streams.get(number);
        if (stream != null) {
            int padding = (flags & Frames.PADDED) == 0 ? 0 : payload.getUnsignedByte(payload.readerIndex()) + 1;
            stream.bytes += payload.readableBytes() - padding;
        }
        if ((flags & Frames.END_STREAM) != 0) {
            finish(number, INTERNAL, "the answer has no status");
        }
    }

    /**
     * An end-of-stream flag comes with HEADERS only; what CONTINUATION goes on with is always a trailer or a header.
     */
    private void headers(int type, int flags, int number, ByteBuf payload) throws Http2Exception {
        if (type == Frames.HEADERS) {
            int padding = (flags & Frames.PADDED) == 0 ? 0 : payload.readUnsignedByte();
            if ((flags & Frames.PRIORITY) != 0) {
                payload.skipBytes(5);
            }
            payload.writerIndex(payload.writerIndex() - padding);
        }
        if (headerBlock == null && (flags & Frames.END_HEADERS) != 0) {
            headersEnd(number, responseHeaders.read(number, payload), (flags & Frames.END_STREAM) != 0);
            return;
        }
        if (headerBlock == null) {
            headerBlock = payload.alloc().buffer();
        }
        headerBlock.writeBytes(payload);
        if ((flags & Frames.END_HEADERS) != 0) {
            ResponseHeaders.Block block = responseHeaders.read(number, headerBlock);
            headerBlock.release();
            headerBlock = null;
            headersEnd(number, block, block.hasStatus());
        }
    }

    private void headersEnd(int number, ResponseHeaders.Block block, boolean last) {
        if (last) {
            finish(
                    number,
                    block.hasStatus() ? block.status() : INTERNAL,
                    block.hasStatus() ? block.message() : "the answer has no status");
        }
    }

    private void settings(int flags, ByteBuf payload) {
        if ((flags & Frames.ACK) != 0) {
            return;
        }
        boolean indexing = true;
        while (payload.readableBytes() >= Frames.SETTING_BYTES) {
            int setting = payload.readUnsignedShort();
            long value = payload.readUnsignedInt();
            switch (setting) {
                case Frames.SETTING_HEADER_TABLE_SIZE -> indexing = value >= RequestHeaders.TABLE_BYTES;
                case Frames.SETTING_MAX_CONCURRENT_STREAMS -> limits.maxStreams = value;
                case Frames.SETTING_INITIAL_WINDOW_SIZE -> limits.streamWindow = value;
                default -> {
                    // Frames are kept below the smallest permitted limit; the rest does not concern requests.
                }
            }
        }
        Frames.header(out(), 0, Frames.SETTINGS, Frames.ACK, 0);
        if (requestHeaders == null) {
            requestHeaders = new RequestHeaders(owner.endpoint().toString(), indexing);
            owner.ready(this);
        }
        sendWaiting();
    }

    private void finish(int number, int status, String message) {
        Stream stream = streams.remove(number);
        if (stream != null) {
            stream.call.answered(status, message, Math.max(0, stream.bytes - GRPC_PREFIX));
        }
        if (!waiting.isEmpty()) {
            sendWaiting();
        }
    }

    /** What is in flight ends with the connection; a new one is made at once. */
    private void close() {
        if (context != null) {
            context.close();
        }
    }

    private void sendWaiting() {
        for (Unsent next = waiting.peek();
                next != null && limits.hasRoom(next.message.length + GRPC_PREFIX, streams.size());
                next = waiting.peek()) {
            waiting.remove();
            write(next.method, next.message, next.call);
        }
        flushUnlessReading();
    }

    /** Answers everybody, once. */
    private void end(String why) {
        owner.lost(this);
        frames.close();
        List<Call> all = new ArrayList<>();
        for (IntObjectMap.PrimitiveEntry<Stream> entry : streams.entries()) {
            all.add(entry.value().call);
        }
        waiting.forEach(unsent -> all.add(unsent.call));
        streams.clear();
        waiting.clear();
        all.forEach(call -> call.answered(UNAVAILABLE, why, 0));
        if (out != null) {
            out.release();
            out = null;
        }
    }

    private RequestHeaders headers() {
        if (requestHeaders == null) {
            throw new IllegalStateException("a call before the server's settings");
        }
        return requestHeaders;
    }

    private ByteBuf out() {
        if (out == null) {
            if (context == null) {
                throw new IllegalStateException("a call before the connection");
            }
            out = context.alloc().directBuffer(8192);
        }
        return out;
    }

    /** While frames are being read, what they cause to be sent goes out together at the end. */
    private void flushUnlessReading() {
        if (out != null && context != null && !reading) {
            ByteBuf all = out;
            out = null;
            context.writeAndFlush(all, context.voidPromise());
        }
    }
}
