package io.quorate.client.internal.retry;

import io.grpc.Metadata;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * Numbers writes, so that the cluster applies each once however often it is sent. Thread-safe.
 *
 * <p>A number stays open until its write will certainly not be sent again; the cluster may forget its answers to all
 * numbers below the lowest open one.
 */
public final class WriteSession {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 16;
    private static final Metadata.Key<String> SESSION = key("quorate-session");
    private static final Metadata.Key<String> SEQUENCE = key("quorate-sequence");
    private static final Metadata.Key<String> ACKNOWLEDGED_BELOW = key("quorate-acknowledged-below");

    private final String id;
    private final TreeSet<Long> open = new TreeSet<>();
    private long lastSequence;

    public WriteSession() {
        byte[] bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        id = HexFormat.of().formatHex(bytes);
    }

    /** Opens the next number, from 1. */
    synchronized long open() {
        lastSequence++;
        open.add(lastSequence);
        return lastSequence;
    }

    /** The write of this number has its answer, or was given up. */
    synchronized void settle(long sequence) {
        open.remove(sequence);
    }

    /** What goes with every attempt of a write. */
    synchronized Metadata headers(long sequence) {
        Metadata headers = new Metadata();
        headers.put(SESSION, id);
        headers.put(SEQUENCE, Long.toString(sequence));
        headers.put(ACKNOWLEDGED_BELOW, Long.toString(open.isEmpty() ? sequence : open.first()));
        return headers;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
