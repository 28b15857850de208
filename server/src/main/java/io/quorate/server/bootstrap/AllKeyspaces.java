package io.quorate.server.bootstrap;

import io.quorate.server.admin.LocalKeyspaces;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.keyspaces.Leaderships;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.request.KeyspaceRequests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The keyspaces with a replica open on this node, the one that the cluster keeps its own data in among them. */
record AllKeyspaces(KeyspaceSpec systemSpec, KeyspaceRuntime system, NodeKeyspaces others)
        implements LocalKeyspaces, Leaderships {
    Collection<KeyspaceSpec> open() {
        List<KeyspaceSpec> all = new ArrayList<>(others.open());
        all.add(systemSpec);
        return all;
    }

    @Override
    public Optional<KeyspaceRequests> find(GroupId group) {
        return group.equals(system.group()) ? Optional.of(system.keyspace()) : others.find(group);
    }

    @Override
    public Optional<GroupStatus> status(GroupId group) {
        return find(group).map(KeyspaceRequests::status);
    }

    @Override
    public CompletableFuture<Void> move(GroupId group, NodeId to, long deadlineNanos) {
        return group.equals(system.group())
                ? system.operator().moveLeader(to, deadlineNanos)
                : others.move(group, to, deadlineNanos);
    }
}
