package io.quorate.jepsen.workload;

import io.grpc.Metadata;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.quorate.jepsen.core.History;

/**
 * Where operations go: one keyspace, and the keys of the run in it.
 *
 * @param keyspace name
 */
record Site(String keyspace, Keys keys) {
    private static final Metadata.Key<String> KEYSPACE =
            Metadata.Key.of("quorate-keyspace", Metadata.ASCII_STRING_MARSHALLER);

    /** The stub for this keyspace; the default one is what is meant where none is named. */
    <S extends AbstractStub<S>> S of(S stub) {
        if (keyspace.equals(History.DEFAULT_KEYSPACE)) {
            return stub;
        }
        Metadata headers = new Metadata();
        headers.put(KEYSPACE, keyspace);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
}
