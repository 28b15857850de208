package io.quorate.server.observability;

import java.util.List;

/** What the node says of itself when asked over http. Answers at once, from memory, on any thread. */
public interface Health {
    /** Why this process had better be replaced; empty while it lives. */
    List<String> lifeProblems();

    /** Why this node cannot serve linearizable requests now, in etcd's words where it has them; empty when it can. */
    List<String> readinessProblems();
}
