package io.quorate.client.internal.grpc;

import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.quorate.client.Endpoint;
import io.quorate.client.QuorateException;
import io.quorate.client.internal.retry.Attempts;
import io.quorate.client.internal.retry.Failures;
import io.quorate.client.internal.retry.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** Asks every endpoint of a client the same, all at the same time and each once: a node that is silent is an answer. */
final class EachEndpoint {
    private final List<Endpoint> endpoints;
    private final Nodes nodes;
    private final Attempts attempts;

    EachEndpoint(List<Endpoint> endpoints, Nodes nodes, Attempts attempts) {
        this.endpoints = endpoints;
        this.nodes = nodes;
        this.attempts = attempts;
    }

    /** In the endpoints' order. */
    <Q, R, T> CompletableFuture<List<T>> ask(
            MethodDescriptor<Q, R> method,
            Q request,
            BiFunction<Endpoint, R, T> answered,
            BiFunction<Endpoint, QuorateException, T> failed) {
        List<CompletableFuture<T>> all = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            CompletableFuture<R> response = one(i, method, request);
            all.add(response.handle((answer, failure) -> failure == null
                    ? answered.apply(endpoint, answer)
                    : failed.apply(endpoint, Failures.ofNode(Status.fromThrowable(failure)))));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private <Q, R> CompletableFuture<R> one(int number, MethodDescriptor<Q, R> method, Q request) {
        CompletableFuture<R> response = new CompletableFuture<>();
        long most = Math.min(attempts.single().toNanos(), attempts.total().toNanos());
        ClientCalls.asyncUnaryCall(
                nodes.channel(number)
                        .newCall(method, CallOptions.DEFAULT.withDeadlineAfter(most, TimeUnit.NANOSECONDS)),
                request,
                new StreamObserver<R>() {
                    @Override
                    public void onNext(R message) {
                        response.complete(message);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        response.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        // onNext or onError has told all.
                    }
                });
        return response;
    }
}
