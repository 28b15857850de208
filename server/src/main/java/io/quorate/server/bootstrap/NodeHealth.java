package io.quorate.server.bootstrap;

import io.quorate.server.observability.Health;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.LeaseState;
import io.quorate.server.request.KeyspaceRequests;
import java.util.List;
import java.util.concurrent.Future;

/** Lives until a replica has failed; is ready while it knows a leader of each keyspace that may serve. */
record NodeHealth(List<? extends KeyspaceRequests> keyspaces, Future<Throwable> fault) implements Health {
    @Override
    public List<String> lifeProblems() {
        return fault.isDone() ? List.of("the replica cannot go on") : List.of();
    }

    @Override
    public List<String> readinessProblems() {
        if (fault.isDone()) {
            return lifeProblems();
        }
        return keyspaces.stream()
                .map(NodeHealth::problem)
                .filter(problem -> !problem.isEmpty())
                .distinct()
                .toList();
    }

    private static String problem(KeyspaceRequests keyspace) {
        GroupStatus status = keyspace.status();
        if (status.leader() == null) {
            return "RAFT NO LEADER";
        }
        return status.lease() == LeaseState.WAITING_OUT || status.lease() == LeaseState.RELEASED
                ? "LEADER NOT READY"
                : "";
    }
}
