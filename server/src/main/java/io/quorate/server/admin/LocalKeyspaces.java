package io.quorate.server.admin;

import io.quorate.server.common.GroupId;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.request.KeyspaceRequests;
import java.util.Optional;

/** The keyspaces with a replica open on this node. Any thread. */
public interface LocalKeyspaces {
    /** Empty when this node has none of it open, or not any more. */
    Optional<KeyspaceRequests> find(GroupId group);

    /** Whether it is open here and its leader is known, and ready if that is this node. */
    default boolean isServing(GroupId group) {
        return find(group)
                .map(KeyspaceRequests::status)
                .filter(GroupStatus::isServed)
                .isPresent();
    }
}
