package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.core.RunClock;
import io.quorate.jepsen.nemesis.LeaderWatch;
import io.quorate.proto.etcd.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks every node all the time who leads each keyspace. One thread a node and keyspace, so that one that hangs does not
 * hide the others. Keeps what changed. Any thread may read.
 */
final class StatusWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RunClock clock;
    private final List<NodeSpec> nodes;
    private final List<NodeProbe> probes;
    private final List<OfKeyspace> keyspaces = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<LeaderSample> samples = new ArrayList<>();
    private final Map<Long, Integer> nodeByMember = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Watches the default keyspace, from now on. */
    StatusWatch(List<NodeSpec> nodes, RunClock clock) {
        this.clock = clock;
        this.nodes = List.copyOf(nodes);
        this.probes = nodes.stream().map(NodeProbe::new).toList();
        add(History.DEFAULT_KEYSPACE);
    }

    /** Watches one more keyspace, from now on. The caller's thread adds all. */
    LeaderWatch add(String keyspace) {
        OfKeyspace added = new OfKeyspace(keyspaces.size(), keyspace);
        keyspaces.add(added);
        added.start();
        return added;
    }

    /** Who leads the default keyspace. */
    LeaderWatch ofDefault() {
        return keyspaces.get(0);
    }

    private final class OfKeyspace implements LeaderWatch {
        private final int index;
        private final String name;
        private final Map<Integer, NodeView> latest = new ConcurrentHashMap<>();

        OfKeyspace(int index, String name) {
            this.index = index;
            this.name = name;
        }

        void start() {
            for (int node = 0; node < nodes.size(); node++) {
                int which = node;
                NodeProbe probe = probes.get(node).in(name);
                Thread thread = new Thread(
                        () -> watch(which, probe), "status-" + nodes.get(node).name() + "-" + name);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        private void watch(int node, NodeProbe probe) {
            while (!closed) {
                Optional<StatusResponse> status = probe.status(PATIENCE);
                if (status.isPresent()) {
                    note(new NodeView(sample(node, status.get()), status.get().getRaftAppliedIndex()));
                } else {
                    note(new NodeView(new LeaderSample(clock.nanos(), node, -1, -1, index), -1));
                }
                LockSupport.parkNanos(PERIOD_NANOS);
            }
        }

        private LeaderSample sample(int node, StatusResponse status) {
            nodeByMember.put(status.getHeader().getMemberId(), node);
            int leader = status.getLeader() == 0 ? -1 : nodeByMember.getOrDefault(status.getLeader(), -1);
            return new LeaderSample(clock.nanos(), node, leader, status.getRaftTerm(), index);
        }

        private void note(NodeView view) {
            LeaderSample said = view.said();
            NodeView before = latest.put(said.node(), view);
            if (before == null
                    || before.said().leader() != said.leader()
                    || before.said().term() != said.term()) {
                synchronized (samples) {
                    samples.add(said);
                }
            }
        }

        @Override
        public Optional<NodeView> view(int node) {
            return Optional.ofNullable(latest.get(node))
                    .filter(view -> view.said().term() >= 0)
                    .filter(view -> clock.nanos() - view.said().nanos() <= FRESH_NANOS);
        }
    }

    /** Member id by which the cluster knows the node; empty before it has answered once. */
    Optional<Long> memberId(int node) {
        return nodeByMember.entrySet().stream()
                .filter(entry -> entry.getValue() == node)
                .map(Map.Entry::getKey)
                .findAny();
    }

    NodeProbe probe(int node) {
        return probes.get(node);
    }

    String name(int node) {
        return nodes.get(node).name();
    }

    int size() {
        return probes.size();
    }

    /** What changed, in the order of time. */
    List<LeaderSample> samples() {
        synchronized (samples) {
            List<LeaderSample> sorted = new ArrayList<>(samples);
            sorted.sort(Comparator.comparingLong(LeaderSample::nanos));
            return sorted;
        }
    }

    /** Threads that do not end are left to the end of the process: they ask, and harm nobody. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join(ENDS_WITHIN.toMillis());
        }
        probes.forEach(NodeProbe::close);
    }
}
