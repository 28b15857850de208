package io.quorate.client.cli.bench.wire;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes the headers of requests on one connection (RFC 7541). The first request of a method spells its headers out
 * and adds them to the dynamic table; from then on each header is one byte that names its entry. So few are added that
 * none is ever evicted.
 */
final class RequestHeaders {
    /** Smallest table that holds all that is ever added. */
    static final int TABLE_BYTES = 2048;

    private static final int METHOD_POST = 0x80 | 3;
    private static final int SCHEME_HTTP = 0x80 | 6;
    private static final int FIRST_DYNAMIC = 62;
    private static final int LITERAL_INDEXED = 0x40;
    private static final int LITERAL = 0x00;
    private static final int TABLE_SIZE_ZERO = 0x20;
    private static final int LENGTH_PREFIX = 0x7f;

    private record Field(String name, String value) {}

    private final String authority;
    private final boolean indexing;
    private final List<Field> table = new ArrayList<>();
    private final Map<Method, byte[]> blocks = new HashMap<>();
    private boolean first = true;

    /** @param indexing false when the server has no room for a table */
    RequestHeaders(String authority, boolean indexing) {
        this.authority = authority;
        this.indexing = indexing;
    }

    /** The headers of the next request; valid until the next call with another method. */
    byte[] block(Method method) {
        byte[] known = blocks.get(method);
        if (known != null) {
            return known;
        }
        int before = table.size();
        byte[] block = encode(method);
        if (table.size() == before && !first) {
            blocks.put(method, block);
        } else {
            // Entries have moved: what was known before names others now.
            blocks.clear();
        }
        first = false;
        return block;
    }

    private byte[] encode(Method method) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!indexing && first) {
            out.write(TABLE_SIZE_ZERO);
        }
        out.write(METHOD_POST);
        out.write(SCHEME_HTTP);
        field(out, new Field(":path", method.path()));
        field(out, new Field(":authority", authority));
        field(out, new Field("content-type", "application/grpc"));
        field(out, new Field("te", "trailers"));
        field(out, new Field("user-agent", "quorate-bench"));
        method.metadata().forEach((name, value) -> field(out, new Field(name, value)));
        return out.toByteArray();
    }

    private void field(ByteArrayOutputStream out, Field field) {
        int entry = table.indexOf(field);
        if (entry >= 0) {
            out.write(0x80 | (FIRST_DYNAMIC + table.size() - 1 - entry));
            return;
        }
        out.write(indexing ? LITERAL_INDEXED : LITERAL);
        string(out, field.name);
        string(out, field.value);
        if (indexing) {
            table.add(field);
        }
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int rest = bytes.length;
        if (rest < LENGTH_PREFIX) {
            out.write(rest);
        } else {
            out.write(LENGTH_PREFIX);
            for (rest -= LENGTH_PREFIX; rest >= 0x80; rest >>>= 7) {
                out.write(0x80 | (rest & 0x7f));
            }
            out.write(rest);
        }
        out.write(bytes, 0, bytes.length);
    }

    /** Appends a HEADERS frame that ends its headers but not its stream. */
    void write(ByteBuf out, int stream, Method method) {
        byte[] block = block(method);
        Frames.header(out, block.length, Frames.HEADERS, Frames.END_HEADERS, stream);
        out.writeBytes(block);
    }
}
