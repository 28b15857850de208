package io.quorate.server.replication.ratis;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of this node, and which of them are open. Refuses snapshots for replicas that are not open yet; the
 * leader offers them again. Ratis 3.3.0 looks at a message with entries whether its replica has started, but not at a
 * snapshot: one that comes while the replica starts makes it a follower before its own start does, which then fails,
 * and what has failed keeps the directory locked. Any thread.
 */
final class Replicas implements ServerInterceptor {
    private static final String INSTALL_SNAPSHOT = "installSnapshot";
    private static final Status NOT_OPEN = Status.UNAVAILABLE.withDescription("the replica is not open yet");

    private final Map<RaftGroupId, StateMachine> machines = new ConcurrentHashMap<>();
    private final Set<RaftGroupId> open = ConcurrentHashMap.newKeySet();

    void opening(RaftGroupId group, StateMachine machine) {
        machines.put(group, machine);
    }

    void opened(RaftGroupId group) {
        open.add(group);
    }

    void closed(RaftGroupId group) {
        open.remove(group);
        machines.remove(group);
    }

    /** Open, or being opened. */
    boolean has(RaftGroupId group) {
        return machines.containsKey(group);
    }

    @Nullable
    StateMachine machine(RaftGroupId group) {
        return machines.get(group);
    }

    private boolean isRefused(Object message) {
        return message instanceof InstallSnapshotRequestProto request
                && !open.contains(RaftGroupId.valueOf(
                        request.getServerRequest().getRaftGroupId().getId()));
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (!INSTALL_SNAPSHOT.equals(call.getMethodDescriptor().getBareMethodName())) {
            return next.startCall(call, headers);
        }
        Guarded<Q, A> guarded = new Guarded<>(call);
        return new SimpleForwardingServerCallListener<>(next.startCall(guarded, headers)) {
            @Override
            public void onMessage(Q message) {
                if (isRefused(message)) {
                    guarded.refuse();
                } else if (!guarded.refused) {
                    super.onMessage(message);
                }
            }
        };
    }

    /** A call that says no more once it was refused. */
    private static final class Guarded<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private volatile boolean refused;

        Guarded(ServerCall<Q, A> call) {
            super(call);
        }

        synchronized void refuse() {
            if (!refused) {
                refused = true;
                delegate().close(NOT_OPEN, new Metadata());
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (!refused) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!refused) {
                super.close(status, trailers);
            }
        }
    }
}
