package io.quorate.jepsen.workload;

import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import java.time.Duration;

/** Asks one node, whatever becomes of it: only who can still reach a deposed leader sees whether it answers stale. */
final class PinnedCaller implements Caller {
    private final int node;
    private final NodeClient client;

    PinnedCaller(int node, NodeSpec spec, Site site, Duration timeout) {
        this.node = node;
        this.client = new NodeClient(spec.host(), spec.clientPort(), site, timeout);
    }

    @Override
    public Completion perform(Invocation asked) {
        client.retryConnection();
        return client.perform(asked);
    }

    @Override
    public int node() {
        return node;
    }

    @Override
    public void close() {
        client.close();
    }
}
