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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands leaderships of this node over to where their keyspaces belong, and all of them while this node is drained. A
 * node that has just come back is given none until it has been fit for a while, and one that did not take a leadership
 * is not asked again at once: each handover is a pause for clients, so they must not go back and forth. On the control
 * thread; {@link #whyHere} on any.
 */
public final class HomeKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(HomeKeeper.class);
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Supplier<Collection<KeyspaceSpec>> keyspaces;
    private final Leaderships leaderships;
    private final HomeRule rule;
    private final Supplier<Set<NodeId>> drained;
    private final Pace pace;
    private final NodeClock clock;
    private final Tally home;
    private final Tally drain;
    private final Map<GroupId, Watch> watches = new HashMap<>();
    private volatile Map<GroupId, String> reasons = Map.of();
    private volatile int leads;

    /**
     * How hasty it is.
     *
     * @param steady how long a voter must have been fit
     * @param handover how long one may take
     * @param rest how long nothing is tried for a keyspace after a handover that failed
     * @param shortRest the same while this node is drained
     */
    public record Pace(Duration steady, Duration handover, Duration rest, Duration shortRest) {
        /** What suits a node under load. */
        public static final Pace STANDARD =
                new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(5));
    }

    /** What became of handovers. */
    private record Tally(Metrics.Counter done, Metrics.Counter failed) {}

    /** What is known of one group while this node leads it. */
    private static final class Watch {
        final Map<NodeId, Long> fitSince = new HashMap<>();
        CompletableFuture<Void> move = CompletableFuture.completedFuture(null);
        /** When the last move began; null before the first. */
        @Nullable
        Long movedAt;
        /** Who was asked last, and did not take over; written by whoever completes the move. */
        volatile @Nullable NodeId refused;

        @Nullable
        String home;

        /** What failed on the way to another home says nothing about this one. */
        void want(@Nullable String wanted) {
            if (!Objects.equals(home, wanted)) {
                home = wanted;
                movedAt = null;
                refused = null;
            }
        }

        /** How long nothing is to be tried yet. */
        long restNanos(Duration rest, long now) {
            return movedAt == null ? 0 : Math.max(0, movedAt + rest.toNanos() - now);
        }
    }

    /**
     * @param keyspaces with a replica open here
     * @param drained nodes that shall lead nothing
     */
    public HomeKeeper(
            Supplier<Collection<KeyspaceSpec>> keyspaces,
            Leaderships leaderships,
            HomeRule rule,
            Supplier<Set<NodeId>> drained,
            Pace pace,
            NodeClock clock,
            Metrics metrics) {
        this.keyspaces = keyspaces;
        this.leaderships = leaderships;
        this.rule = rule;
        this.drained = drained;
        this.pace = pace;
        this.clock = clock;
        String help = "Leaderships handed over to where their keyspaces belong, by outcome";
        this.home = new Tally(
                metrics.counter("quorate_home_moves", help, "outcome", "done"),
                metrics.counter("quorate_home_moves", help, "outcome", "failed"));
        String ofDrain = "Leaderships handed over because this node is drained, by outcome";
        this.drain = new Tally(
                metrics.counter("quorate_drain_moves", ofDrain, "outcome", "done"),
                metrics.counter("quorate_drain_moves", ofDrain, "outcome", "failed"));
        metrics.gauge("quorate_leaderships", "Keyspaces that this node leads, the cluster's own included", () -> leads);
    }

    /** Why this node leads a group that should be led from elsewhere; empty when it may, or hands it over just now. */
    public Optional<String> whyHere(GroupId group) {
        return Optional.ofNullable(reasons.get(group));
    }

    /** One look at all. */
    @Override
    public void run() {
        Set<GroupId> led = new HashSet<>();
        Set<NodeId> avoided = drained.get();
        Map<GroupId, String> why = new HashMap<>();
        for (KeyspaceSpec spec : keyspaces.get()) {
            Optional<GroupStatus> status = leaderships.status(spec.group());
            if (status.isPresent() && status.get().leads()) {
                led.add(spec.group());
                look(spec, status.get(), avoided).ifPresent(reason -> why.put(spec.group(), reason));
            }
        }
        watches.keySet().retainAll(led);
        reasons = Map.copyOf(why);
        leads = led.size();
    }

    /** Hands over, or says what is against it. */
    private Optional<String> look(KeyspaceSpec spec, GroupStatus status, Set<NodeId> avoided) {
        long now = clock.monotonicNanos();
        Watch watch = watches.computeIfAbsent(spec.group(), group -> new Watch());
        for (PeerProgress peer : status.peers()) {
            if (rule.isFit(status, peer)) {
                watch.fitSince.putIfAbsent(peer.node(), now);
            } else {
                watch.fitSince.remove(peer.node());
            }
        }
        if (rule.mayStay(spec, status, avoided) || !watch.move.isDone()) {
            return Optional.empty();
        }
        watch.want(spec.home());
        boolean leaving = avoided.contains(status.self());
        long left = watch.restNanos(leaving ? pace.shortRest() : pace.rest(), now);
        if (left > 0) {
            return Optional.ofNullable(watch.refused)
                    .map(node ->
                            node + " did not take over, it is tried again in " + (left / NANOS_PER_SECOND + 1) + " s");
        }
        Optional<NodeId> to = successor(spec, status, avoided, watch);
        if (to.isPresent()) {
            move(spec, to.get(), watch, leaving);
            return Optional.empty();
        }
        return rule.whyHere(spec, status, avoided, node -> objection(watch, node, now));
    }

    /** Another than the one that did not take over last, if there is one. */
    private Optional<NodeId> successor(KeyspaceSpec spec, GroupStatus status, Set<NodeId> avoided, Watch watch) {
        long now = clock.monotonicNanos();
        Predicate<NodeId> steady = node -> isSteady(watch, node, now);
        return rule.successor(spec, status, avoided, steady.and(node -> !node.equals(watch.refused)))
                .or(() -> rule.successor(spec, status, avoided, steady));
    }

    private Optional<String> objection(Watch watch, NodeId node, long now) {
        if (isSteady(watch, node, now)) {
            return Optional.empty();
        }
        Long since = watch.fitSince.get(node);
        long seconds = since == null ? 0 : (now - since) / NANOS_PER_SECOND;
        return Optional.of(
                "has been fit for " + seconds + " of " + pace.steady().toSeconds() + " s");
    }

    private boolean isSteady(Watch watch, NodeId node, long now) {
        Long since = watch.fitSince.get(node);
        return since != null && now - since >= pace.steady().toNanos();
    }

    private void move(KeyspaceSpec spec, NodeId to, Watch watch, boolean leaving) {
        long now = clock.monotonicNanos();
        watch.movedAt = now;
        watch.move = leaderships
                .move(spec.group(), to, now + pace.handover().toNanos())
                .handle((done, failure) -> {
                    watch.refused = failure == null ? null : to;
                    Tally tally = leaving ? drain : home;
                    (failure == null ? tally.done() : tally.failed()).add(1);
                    (failure == null ? LOG.atInfo() : LOG.atWarn().setCause(failure))
                            .addKeyValue("keyspace", spec.name())
                            .addKeyValue("home", spec.home())
                            .addKeyValue("to", to)
                            .addKeyValue("took_ms", (clock.monotonicNanos() - now) / 1_000_000)
                            .log(outcome(leaving, failure == null));
                    return null;
                });
    }

    private static String outcome(boolean leaving, boolean done) {
        if (leaving) {
            return done ? "leadership left a drained node" : "leadership did not leave a drained node";
        }
        return done ? "leadership went home" : "leadership did not go home";
    }
}
