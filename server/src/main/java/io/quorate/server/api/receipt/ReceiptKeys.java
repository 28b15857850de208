package io.quorate.server.api.receipt;

import io.grpc.Metadata;

/** The keys of a receipt, all ASCII. {@code docs/operations/reads.md} tells users what each means. */
public final class ReceiptKeys {
    /** Name of the keyspace that answered. */
    public static final Metadata.Key<String> KEYSPACE = key("quorate-keyspace");

    /** Name of the node that answered, and where it is. */
    public static final Metadata.Key<String> NODE = key("quorate-node");

    public static final Metadata.Key<String> ZONE = key("quorate-zone");
    public static final Metadata.Key<String> CITY = key("quorate-city");

    /** Of the map of keyspaces, as this node knows it. */
    public static final Metadata.Key<String> EPOCH = key("quorate-epoch");

    /** Of the state that was read, or that a write made: the token for a session read. */
    public static final Metadata.Key<String> REVISION = key("quorate-revision");

    /** {@code term:index} of an entry that the answer has for certain; a write's own. */
    public static final Metadata.Key<String> LOG_POSITION = key("quorate-log-position");

    /** {@code lease}, {@code barrier}, {@code read-index} or {@code local}; absent from writes. */
    public static final Metadata.Key<String> READ_PATH = key("quorate-read-path");

    /** Milliseconds, or {@code unknown}; absent from writes. */
    public static final Metadata.Key<String> STALENESS_MS = key("quorate-staleness-ms");

    private ReceiptKeys() {}

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
