package io.quorate.server.common;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Identity of the Raft group that replicates one keyspace. */
public record GroupId(UUID value) {
    /** The group of a keyspace of a cluster: the same on every node, different between clusters. */
    public static GroupId of(String cluster, String keyspace) {
        return new GroupId(
                UUID.nameUUIDFromBytes(("quorate/" + cluster + "/" + keyspace).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
