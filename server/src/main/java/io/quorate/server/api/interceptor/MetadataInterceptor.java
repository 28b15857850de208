package io.quorate.server.api.interceptor;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads request metadata, when there is any, into {@link RequestOptions}; refuses a call whose metadata is bad. */
public final class MetadataInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER = key("hasleader");
    private static final Metadata.Key<String> SESSION = key("quorate-session");
    private static final Metadata.Key<String> SEQUENCE = key("quorate-sequence");
    private static final Metadata.Key<String> ACKNOWLEDGED_BELOW = key("quorate-acknowledged-below");

    private static final Pattern SESSION_ID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final BooleanSupplier leaderKnown;
    private final ReadMetadata reads;

    /**
     * @param leaderKnown whether this node knows of a leader; asked only for calls that require one
     * @param maxStaleness of a bounded read that does not say
     */
    public MetadataInterceptor(BooleanSupplier leaderKnown, Duration maxStaleness) {
        this.leaderKnown = leaderKnown;
        this.reads = new ReadMetadata(maxStaleness);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (headers.containsKey(HAS_LEADER) && "true".equals(headers.get(HAS_LEADER)) && !leaderKnown.getAsBoolean()) {
            return refuse(call, EtcdError.NO_LEADER.status());
        }
        if (!hasOptions(headers)) {
            return next.startCall(call, headers);
        }
        RequestOptions options;
        try {
            options = options(headers);
        } catch (BadMetadataException e) {
            return refuse(call, EtcdError.BAD_METADATA.explained(e.explanation()));
        }
        return Contexts.interceptCall(Context.current().withValue(RequestOptions.KEY, options), call, headers, next);
    }

    private boolean hasOptions(Metadata headers) {
        return headers.containsKey(SESSION)
                || headers.containsKey(SEQUENCE)
                || headers.containsKey(ACKNOWLEDGED_BELOW)
                || reads.isIn(headers);
    }

    private RequestOptions options(Metadata headers) throws BadMetadataException {
        return new RequestOptions(reads.options(headers), stamp(headers));
    }

    private static @Nullable SessionStamp stamp(Metadata headers) throws BadMetadataException {
        String session = headers.get(SESSION);
        String sequenceText = headers.get(SEQUENCE);
        String acknowledgedText = headers.get(ACKNOWLEDGED_BELOW);
        if (session == null && sequenceText == null && acknowledgedText == null) {
            return null;
        }
        if (session == null || !SESSION_ID.matcher(session).matches()) {
            throw new BadMetadataException("quorate-session must be 32 hexadecimal digits");
        }
        long sequence = number(sequenceText);
        if (sequence < 1) {
            throw new BadMetadataException("quorate-sequence must be a number from 1");
        }
        long acknowledgedBelow = acknowledgedText == null ? 0 : number(acknowledgedText);
        if (acknowledgedBelow < 0 || acknowledgedBelow > sequence) {
            throw new BadMetadataException("quorate-acknowledged-below must be a number up to quorate-sequence");
        }
        long high = Long.parseUnsignedLong(session, 0, 16, 16);
        long low = Long.parseUnsignedLong(session, 16, 32, 16);
        return new SessionStamp(new SessionId(high, low), sequence, acknowledgedBelow);
    }

    /** The number a text says, or -1. */
    static long number(@Nullable String text) {
        return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }

    private static <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
