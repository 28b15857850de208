package io.quorate.server.keyspaces;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.replication.GroupStatus;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Remembers how far each group that this node leads was committed at which time, so that a lag in entries can be told
 * in time. Looks on the control thread, answers on any.
 */
public final class LagWatch implements Runnable {
    private final Supplier<Collection<KeyspaceSpec>> keyspaces;
    private final Leaderships leaderships;
    private final NodeClock clock;
    private final Map<GroupId, CommitTimes> times = new ConcurrentHashMap<>();

    /** @param keyspaces with a replica open here */
    public LagWatch(Supplier<Collection<KeyspaceSpec>> keyspaces, Leaderships leaderships, NodeClock clock) {
        this.keyspaces = keyspaces;
        this.leaderships = leaderships;
        this.clock = clock;
    }

    /** One look at all. */
    @Override
    public void run() {
        Set<GroupId> led = keyspaces.get().stream()
                .map(KeyspaceSpec::group)
                .filter(this::look)
                .collect(Collectors.toSet());
        times.keySet().retainAll(led);
    }

    private boolean look(GroupId group) {
        Optional<GroupStatus> status = leaderships.status(group).filter(GroupStatus::leads);
        status.ifPresent(now -> times.computeIfAbsent(group, absent -> new CommitTimes())
                .committed(now.commitIndex(), clock.monotonicNanos()));
        return status.isPresent();
    }

    /**
     * For how long at least something has been committed that a replica does not hold, as far as was looked; 0 when
     * nothing is known.
     *
     * @param held newest entry that it holds
     */
    public long lackedMillis(GroupId group, long held) {
        CommitTimes ofGroup = times.get(group);
        return ofGroup == null ? 0 : ofGroup.lackedNanos(held, clock.monotonicNanos()) / 1_000_000;
    }
}
