package io.quorate.jepsen.run;

import io.quorate.jepsen.cluster.NodeSpec;
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
 * Asks every node all the time who leads. One thread a node, so that a node that hangs does not hide the others. Keeps
 * what changed. Any thread may read.
 */
final class StatusWatch implements LeaderWatch, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RunClock clock;
    private final List<NodeProbe> probes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<LeaderSample> samples = new ArrayList<>();
    private final Map<Long, Integer> nodeByMember = new ConcurrentHashMap<>();
    private final Map<Integer, NodeView> latest = new ConcurrentHashMap<>();
    private volatile boolean closed;

    StatusWatch(List<NodeSpec> nodes, RunClock clock) {
        this.clock = clock;
        for (int node = 0; node < nodes.size(); node++) {
            int which = node;
            probes.add(new NodeProbe(nodes.get(node)));
            Thread thread =
                    new Thread(() -> watch(which), "status-" + nodes.get(node).name());
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
    }

    private void watch(int node) {
        while (!closed) {
            Optional<StatusResponse> status = probes.get(node).status(PATIENCE);
            if (status.isPresent()) {
                note(new NodeView(sample(node, status.get()), status.get().getRaftAppliedIndex()));
            } else {
                note(new NodeView(new LeaderSample(clock.nanos(), node, -1, -1), -1));
            }
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    private LeaderSample sample(int node, StatusResponse status) {
        nodeByMember.put(status.getHeader().getMemberId(), node);
        int leader = status.getLeader() == 0 ? -1 : nodeByMember.getOrDefault(status.getLeader(), -1);
        return new LeaderSample(clock.nanos(), node, leader, status.getRaftTerm());
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

    @Override
    public void close() throws InterruptedException {
        closed = true;
        threads.forEach(LockSupport::unpark);
        for (Thread thread : threads) {
            thread.join();
        }
        probes.forEach(NodeProbe::close);
    }
}
