package io.quorate.server;

import io.quorate.server.bootstrap.Node;
import io.quorate.server.config.NodePlan;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * A node that runs, as the server command sees it.
 *
 * @param fault completes with the reason when it cannot go on
 * @param closer stops it in order
 */
record RunningNode(CompletableFuture<Throwable> fault, Runnable closer) {
    /** Opens nodes; tests have their own. */
    interface Opener {
        RunningNode open(NodePlan plan) throws IOException;
    }

    static RunningNode open(NodePlan plan) throws IOException {
        Node node = Node.open(plan);
        return new RunningNode(node.fault(), node::close);
    }
}
