package io.quorate.server.bootstrap;

import io.quorate.server.observability.Health;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.request.KeyspaceRequests;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Lives until a replica has failed; is ready while it knows a leader of the default keyspace that may serve. Other
 * keyspaces come and go: that one of them has no leader yet must not keep clients away from those that have.
 */
record NodeHealth(KeyspaceRequests keyspace, Future<Throwable> fault) implements Health {
    @Override
    public List<String> lifeProblems() {
        return fault.isDone() ? List.of("the replica cannot go on") : List.of();
    }

    @Override
    public List<String> readinessProblems() {
        if (fault.isDone()) {
            return lifeProblems();
        }
        GroupStatus status = keyspace.status();
        if (status.leader() == null) {
            return List.of("RAFT NO LEADER");
        }
        return status.isServed() ? List.of() : List.of("LEADER NOT READY");
    }
}
