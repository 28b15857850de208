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
import io.quorate.server.request.ReadLevel;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads request metadata, when there is any, into {@link RequestOptions}; refuses a call whose metadata is bad. */
public final class MetadataInterceptor implements ServerInterceptor {
    private static final Metadata.Key<String> HAS_LEADER = key("hasleader");
    private static final Metadata.Key<String> CONSISTENCY = key("quorate-consistency");
    private static final Metadata.Key<String> SESSION = key("quorate-session");
    private static final Metadata.Key<String> SEQUENCE = key("quorate-sequence");
    private static final Metadata.Key<String> ACKNOWLEDGED_BELOW = key("quorate-acknowledged-below");

    /** Would change what a read means, so they must not be ignored while they are not served. */
    private static final List<Metadata.Key<String>> UNSUPPORTED =
            List.of(key("quorate-max-staleness-ms"), key("quorate-min-revision"), key("quorate-on-miss"));

    private static final Pattern SESSION_ID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final BooleanSupplier leaderKnown;

    /** @param leaderKnown whether this node knows of a leader; asked only for calls that require one */
    public MetadataInterceptor(BooleanSupplier leaderKnown) {
        this.leaderKnown = leaderKnown;
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
            return refuse(call, EtcdError.BAD_METADATA.explained(e.explanation));
        }
        return Contexts.interceptCall(Context.current().withValue(RequestOptions.KEY, options), call, headers, next);
    }

    private static boolean hasOptions(Metadata headers) {
        if (headers.containsKey(CONSISTENCY)
                || headers.containsKey(SESSION)
                || headers.containsKey(SEQUENCE)
                || headers.containsKey(ACKNOWLEDGED_BELOW)) {
            return true;
        }
        for (int i = 0; i < UNSUPPORTED.size(); i++) {
            if (headers.containsKey(UNSUPPORTED.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static RequestOptions options(Metadata headers) throws BadMetadataException {
        for (Metadata.Key<String> key : UNSUPPORTED) {
            if (headers.containsKey(key)) {
                throw new BadMetadataException(key.name() + " is not supported");
            }
        }
        return new RequestOptions(level(headers), stamp(headers));
    }

    private static @Nullable ReadLevel level(Metadata headers) throws BadMetadataException {
        String text = headers.get(CONSISTENCY);
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "linearizable" -> ReadLevel.LINEARIZABLE;
            case "serializable" -> ReadLevel.SERIALIZABLE;
            default -> throw new BadMetadataException("quorate-consistency must be linearizable or serializable");
        };
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
    private static long number(@Nullable String text) {
        return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }

    private static <Q, R> ServerCall.Listener<Q> refuse(ServerCall<Q, R> call, Status status) {
        call.close(status, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** Carries an explanation to the one place that refuses. */
    private static final class BadMetadataException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String explanation;

        BadMetadataException(String explanation) {
            super(explanation, null, false, false);
            this.explanation = explanation;
        }
    }
}
