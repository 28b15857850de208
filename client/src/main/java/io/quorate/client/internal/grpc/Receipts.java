package io.quorate.client.internal.grpc;

import io.grpc.Metadata;
import io.quorate.client.ReadPath;
import io.quorate.client.Receipt;
import io.quorate.client.Receipt.LogPosition;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Trailing metadata to receipts. */
final class Receipts {
    private static final Metadata.Key<String> KEYSPACE = key("quorate-keyspace");
    private static final Metadata.Key<String> NODE = key("quorate-node");
    private static final Metadata.Key<String> ZONE = key("quorate-zone");
    private static final Metadata.Key<String> CITY = key("quorate-city");
    private static final Metadata.Key<String> EPOCH = key("quorate-epoch");
    private static final Metadata.Key<String> REVISION = key("quorate-revision");
    private static final Metadata.Key<String> LOG_POSITION = key("quorate-log-position");
    private static final Metadata.Key<String> READ_PATH = key("quorate-read-path");
    private static final Metadata.Key<String> STALENESS = key("quorate-staleness-ms");
    private static final String UNKNOWN = "unknown";

    private Receipts() {}

    /** Null when there is none, or one that we do not understand: that is no reason to withhold the answer. */
    static @Nullable Receipt of(Metadata trailers) {
        String node = trailers.get(NODE);
        if (node == null) {
            return null;
        }
        try {
            String path = trailers.get(READ_PATH);
            return new Receipt(
                    required(trailers, KEYSPACE),
                    node,
                    required(trailers, ZONE),
                    required(trailers, CITY),
                    number(required(trailers, EPOCH)),
                    number(required(trailers, REVISION)),
                    position(required(trailers, LOG_POSITION)),
                    path == null ? null : path(path),
                    path == null ? null : staleness(required(trailers, STALENESS)));
        } catch (NotAReceipt e) {
            return null;
        }
    }

    private static String required(Metadata trailers, Metadata.Key<String> key) throws NotAReceipt {
        String value = trailers.get(key);
        if (value == null) {
            throw new NotAReceipt();
        }
        return value;
    }

    private static long number(String text) throws NotAReceipt {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new NotAReceipt();
        }
        throw new NotAReceipt();
    }

    private static LogPosition position(String text) throws NotAReceipt {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new NotAReceipt();
        }
        return new LogPosition(number(text.substring(0, colon)), number(text.substring(colon + 1)));
    }

    private static ReadPath path(String text) throws NotAReceipt {
        return switch (text) {
            case "lease" -> ReadPath.LEASE;
            case "barrier" -> ReadPath.BARRIER;
            case "read-index" -> ReadPath.READ_INDEX;
            case "local" -> ReadPath.LOCAL;
            default -> throw new NotAReceipt();
        };
    }

    private static @Nullable Duration staleness(String text) throws NotAReceipt {
        return text.equals(UNKNOWN) ? null : Duration.ofMillis(number(text));
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Something is missing or is not what it should be. */
    private static final class NotAReceipt extends Exception {
        private static final long serialVersionUID = 1L;

        NotAReceipt() {
            super(null, null, false, false);
        }
    }
}
