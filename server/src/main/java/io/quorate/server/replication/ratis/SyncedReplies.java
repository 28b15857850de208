package io.quorate.server.replication.ratis;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/** Lets no reply to another replica go before the vote or the term that it may rest on is durable. */
final class SyncedReplies implements ServerInterceptor {
    private final GroupNames names;
    private final Consumer<Throwable> onFault;

    SyncedReplies(GroupNames names, Consumer<Throwable> onFault) {
        this.names = names;
        this.onFault = onFault;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void sendMessage(A reply) {
                        try {
                            names.beforeMessage();
                        } catch (IOException e) {
                            onFault.accept(e);
                            throw Status.UNAVAILABLE
                                    .withDescription("the vote could not be made durable")
                                    .withCause(e)
                                    .asRuntimeException();
                        }
                        super.sendMessage(reply);
                    }
                },
                headers);
    }
}
