package io.quorate.server.api.receipt;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.function.LongSupplier;

/** Adds a receipt to the trailing metadata of every reply of one keyspace's services, errors included. */
public final class ReceiptInterceptor implements ServerInterceptor {
    private final Metadata place;
    private final LongSupplier epoch;

    /** Where a node is. */
    public record Place(String node, String zone, String city) {}

    /** @param epoch of the map of keyspaces as this node knows it; a cheap read */
    public ReceiptInterceptor(String keyspace, Place place, LongSupplier epoch) {
        Metadata fixed = new Metadata();
        fixed.put(ReceiptKeys.KEYSPACE, keyspace);
        fixed.put(ReceiptKeys.NODE, place.node());
        fixed.put(ReceiptKeys.ZONE, place.zone());
        fixed.put(ReceiptKeys.CITY, place.city());
        this.place = fixed;
        this.epoch = epoch;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        CallReceipt receipt = new CallReceipt();
        return Contexts.interceptCall(
                Context.current().withValue(CallReceipt.KEY, receipt),
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        trailers.merge(place);
                        trailers.put(ReceiptKeys.EPOCH, Long.toString(epoch.getAsLong()));
                        receipt.writeTo(trailers);
                        super.close(status, trailers);
                    }
                },
                headers,
                next);
    }
}
