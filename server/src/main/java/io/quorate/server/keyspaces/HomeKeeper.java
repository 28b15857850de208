package io.quorate.server.keyspaces;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import io.quorate.server.replication.GroupStatus;
import io.quorate.server.replication.GroupStatus.PeerProgress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands leaderships of this node over to where their keyspaces belong. A node that has just come back is given none
 * until it has been fit for a while, and one that did not take a leadership is not asked again at once: each handover
 * is a pause for clients, so they must not go back and forth. On the control thread.
 */
public final class HomeKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HomeKeeper.class);

    private final Supplier<Collection<KeyspaceSpec>> keyspaces;
    private final Leaderships leaderships;
    private final HomeRule rule;
    private final Pace pace;
    private final NodeClock clock;
    private final Metrics.Counter moved;
    private final Metrics.Counter failed;
    private final Map<GroupId, Watch> watches = new HashMap<>();

    /**
     * How hasty it is.
     *
     * @param steady how long a voter must have been fit
     * @param handover how long one may take
     * @param rest how long nothing is tried for a keyspace after a handover that failed
     */
    public record Pace(Duration steady, Duration handover, Duration rest) {
        /** What suits a node under load. */
        public static final Pace STANDARD =
                new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    /** What is known of one group while this node leads it. */
    private static final class Watch {
        final Map<NodeId, Long> fitSince = new HashMap<>();
        CompletableFuture<Void> move = CompletableFuture.completedFuture(null);
        long notBefore;

        Watch(long now) {
            notBefore = now;
        }
    }

    /** @param keyspaces with a replica open here */
    public HomeKeeper(
            Supplier<Collection<KeyspaceSpec>> keyspaces,
            Leaderships leaderships,
            HomeRule rule,
            Pace pace,
            NodeClock clock,
            Metrics metrics) {
        this.keyspaces = keyspaces;
        this.leaderships = leaderships;
        this.rule = rule;
        this.pace = pace;
        this.clock = clock;
        String help = "Leaderships handed over to where their keyspaces belong, by outcome";
        this.moved = metrics.counter("quorate_home_moves", help, "outcome", "done");
        this.failed = metrics.counter("quorate_home_moves", help, "outcome", "failed");
    }

    /** One look at all. */
    @Override
    public void run() {
        Set<GroupId> led = new HashSet<>();
        for (KeyspaceSpec spec : keyspaces.get()) {
            Optional<GroupStatus> status = leaderships.status(spec.group());
            if (status.isPresent() && status.get().self().equals(status.get().leader())) {
                led.add(spec.group());
                look(spec, status.get());
            }
        }
        watches.keySet().retainAll(led);
    }

    private void look(KeyspaceSpec spec, GroupStatus status) {
        long now = clock.monotonicNanos();
        Watch watch = watches.computeIfAbsent(spec.group(), group -> new Watch(now));
        for (PeerProgress peer : status.peers()) {
            if (rule.isFit(status, peer)) {
                watch.fitSince.putIfAbsent(peer.node(), now);
            } else {
                watch.fitSince.remove(peer.node());
            }
        }
        if (watch.move.isDone() && now - watch.notBefore >= 0) {
            rule.successor(spec, status, node -> isSteady(watch, node, now))
                    .ifPresent(to -> move(spec, to, watch, now));
        }
    }

    private boolean isSteady(Watch watch, NodeId node, long now) {
        Long since = watch.fitSince.get(node);
        return since != null && now - since >= pace.steady().toNanos();
    }

    private void move(KeyspaceSpec spec, NodeId to, Watch watch, long now) {
        watch.notBefore = now + pace.rest().toNanos();
        watch.move = leaderships
                .move(spec.group(), to, now + pace.handover().toNanos())
                .handle((done, failure) -> {
                    (failure == null ? moved : failed).add(1);
                    (failure == null ? LOG.atInfo() : LOG.atWarn().setCause(failure))
                            .addKeyValue("keyspace", spec.name())
                            .addKeyValue("home", spec.home())
                            .addKeyValue("to", to)
                            .addKeyValue("took_ms", (clock.monotonicNanos() - now) / 1_000_000)
                            .log(failure == null ? "leadership went home" : "leadership did not go home");
                    return null;
                });
    }
}
