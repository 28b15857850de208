package io.quorate.client.cli.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;

/** Numbers of HTTP/2 (RFC 9113). */
final class Frames {
    static final int HEADER_BYTES = 9;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int ACK = 0x1;
    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int PRIORITY = 0x20;

    static final int SETTING_HEADER_TABLE_SIZE = 1;
    static final int SETTING_ENABLE_PUSH = 2;
    static final int SETTING_MAX_CONCURRENT_STREAMS = 3;
    static final int SETTING_INITIAL_WINDOW_SIZE = 4;
    static final int SETTING_BYTES = 6;

    static final int DEFAULT_WINDOW = 65_535;
    static final int DEFAULT_FRAME = 16_384;
    static final int DEFAULT_TABLE = 4_096;

    private Frames() {}

    static void header(ByteBuf out, int length, int type, int flags, int stream) {
        out.writeMedium(length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
    }

    static void windowUpdate(ByteBuf out, int increment) {
        header(out, 4, WINDOW_UPDATE, 0, 0);
        out.writeInt(increment);
    }
}
