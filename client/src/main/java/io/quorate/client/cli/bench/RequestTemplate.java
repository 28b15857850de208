package io.quorate.client.cli.bench;

import com.google.protobuf.MessageLite;
import io.quorate.client.cli.bench.wire.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A kind of request: its method, and its bytes with the places of key and value. Immutable. */
final class RequestTemplate {
    private static final byte PROBE_A = 0x11;
    private static final byte PROBE_B = 0x22;

    private final Method method;
    private final byte[] bytes;
    private final int[] keyOffsets;
    private final int keySize;
    private final int valueOffset;
    private final int valueSize;

    /** Builds a request around a key and a value. */
    interface Builder {
        MessageLite build(byte[] key, byte[] value);
    }

    /** Finds the places by building the message twice with different bytes: what differs is the key, or the value. */
    RequestTemplate(Method method, int keySize, int valueSize, Builder builder) {
        this.method = method;
        this.keySize = keySize;
        byte[] key = filled(keySize, PROBE_A);
        byte[] value = filled(valueSize, PROBE_A);
        this.bytes = builder.build(key, value).toByteArray();
        List<Integer> keys = differences(
                bytes, builder.build(filled(keySize, PROBE_B), value).toByteArray(), keySize);
        this.keyOffsets = keys.stream().mapToInt(Integer::intValue).toArray();
        List<Integer> values = valueSize == 0
                ? List.of()
                : differences(
                        bytes, builder.build(key, filled(valueSize, PROBE_B)).toByteArray(), valueSize);
        this.valueOffset = values.isEmpty() ? 0 : values.get(0);
        this.valueSize = values.isEmpty() ? 0 : valueSize;
    }

    Method method() {
        return method;
    }

    /** Size of the request. */
    int size() {
        return bytes.length;
    }

    /** A copy for one client. */
    RequestBody newBody() {
        return new RequestBody(bytes.clone(), keyOffsets, keySize, valueOffset, valueSize);
    }

    private static byte[] filled(int size, byte with) {
        byte[] filled = new byte[size];
        Arrays.fill(filled, with);
        return filled;
    }

    private static List<Integer> differences(byte[] a, byte[] b, int runLength) {
        List<Integer> offsets = new ArrayList<>();
        int i = 0;
        while (i < a.length) {
            if (a[i] == b[i]) {
                i++;
            } else {
                offsets.add(i);
                i += runLength;
            }
        }
        return offsets;
    }
}
