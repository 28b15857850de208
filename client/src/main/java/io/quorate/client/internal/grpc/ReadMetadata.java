package io.quorate.client.internal.grpc;

import io.grpc.Metadata;
import io.quorate.client.GetOptions.Consistency;
import io.quorate.client.ReadOptions;

/** What asks a server for a read level. */
final class ReadMetadata {
    private ReadMetadata() {}

    /** Nothing for the default level: such a request costs less, and is one that any etcd client sends. */
    static Metadata of(ReadOptions options) {
        Metadata metadata = new Metadata();
        if (options.level() == Consistency.LINEARIZABLE) {
            return metadata;
        }
        options.metadata()
                .forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return metadata;
    }
}
