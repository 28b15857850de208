package io.quorate.server.api;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.quorate.server.api.error.EtcdError;
import io.quorate.server.api.error.StatusMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Leads each call to the keyspace that its metadata name. Every keyspace has services of its own; the default one's are
 * those that the port has, so a call that names none pays one look-up. Any thread.
 */
public final class KeyspaceServices implements ServerInterceptor {
    static final Metadata.Key<String> KEYSPACE = Metadata.Key.of("quorate-keyspace", Metadata.ASCII_STRING_MARSHALLER);

    private final String defaultKeyspace;
    private final Function<String, CompletableFuture<Boolean>> exists;
    private final List<ServerServiceDefinition> defaults = new ArrayList<>();
    private final Map<String, Map<String, ServerMethodDefinition<?, ?>>> keyspaces = new ConcurrentHashMap<>();

    /**
     * @param defaultKeyspace the one whose services the port has itself
     * @param exists whether the cluster has a keyspace now, as far as can be known; asked for names that are not open
     *     here
     */
    public KeyspaceServices(String defaultKeyspace, Function<String, CompletableFuture<Boolean>> exists) {
        this.defaultKeyspace = defaultKeyspace;
        this.exists = exists;
    }

    /** From now on calls that name it go to these; the default one's are added before the port is opened. */
    public void add(String keyspace, List<ServerServiceDefinition> services) {
        if (keyspace.equals(defaultKeyspace)) {
            services.forEach(service -> defaults.add(ServerInterceptors.intercept(service, this)));
            return;
        }
        Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
        for (ServerServiceDefinition service : services) {
            for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                methods.put(method.getMethodDescriptor().getFullMethodName(), method);
            }
        }
        keyspaces.put(keyspace, Map.copyOf(methods));
    }

    /** What the port is to have: the default keyspace's services, behind this. */
    public List<ServerServiceDefinition> ofDefault() {
        return List.copyOf(defaults);
    }

    /** From now on calls that name it are refused; those under way go on. */
    public void remove(String keyspace) {
        keyspaces.remove(keyspace);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String keyspace = headers.get(KEYSPACE);
        if (keyspace == null || keyspace.equals(defaultKeyspace)) {
            return next.startCall(call, headers);
        }
        Map<String, ServerMethodDefinition<?, ?>> methods = keyspaces.get(keyspace);
        if (methods == null) {
            exists.apply(keyspace).whenComplete((there, failure) -> refuse(call, there, failure));
            return new ServerCall.Listener<>() {};
        }
        ServerMethodDefinition<?, ?> method =
                methods.get(call.getMethodDescriptor().getFullMethodName());
        if (method == null) {
            return next.startCall(call, headers);
        }
        // The same method has the same types.
        @SuppressWarnings("unchecked")
        ServerMethodDefinition<Q, A> same = (ServerMethodDefinition<Q, A>) method;
        return same.getServerCallHandler().startCall(call, headers);
    }

    /** It may have been created, or dropped, a moment ago: only what the whole cluster does not know is not there. */
    private static void refuse(ServerCall<?, ?> call, @Nullable Boolean there, @Nullable Throwable failure) {
        EtcdError error;
        if (failure != null) {
            error = StatusMapper.of(failure, true);
        } else if (Boolean.TRUE.equals(there)) {
            error = EtcdError.KEYSPACE_NOT_OPEN;
        } else {
            error = EtcdError.KEYSPACE_NOT_FOUND;
        }
        call.close(error.status(), new Metadata());
    }
}
