package io.quorate.server.replication.ratis;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.leader.LogAppenderBase;

/**
 * Who sends this leader's log to whom. A follower learns that an entry is committed with the next entry or heartbeat,
 * and a read there that was told to wait for it would wait as long: half an election timeout when nobody writes. So it
 * is told at once. Any thread.
 */
final class Appenders {
    private static final long LOOK_AGAIN_MILLIS = 1;
    /** After about so many looks a heartbeat is due anyway, or the follower is ill. */
    private static final int MOST_LOOKS = 250;

    private record Way(RaftGroupId group, RaftPeerId follower) {}

    private final Map<Way, LogAppenderBase> appenders = new ConcurrentHashMap<>();

    /** In place of the one of an earlier leadership. */
    LogAppenderBase added(RaftGroupId group, LogAppenderBase appender) {
        appenders.put(new Way(group, appender.getFollowerId()), appender);
        return appender;
    }

    /** The group has left this server. */
    void forget(RaftGroupId group) {
        appenders.keySet().removeIf(way -> way.group().equals(group));
    }

    /** Sees to it that the follower soon knows that the entry is committed; nothing if this replica does not lead. */
    void announce(RaftGroupId group, RaftPeerId follower, long index, ScheduledExecutorService timer) {
        LogAppenderBase appender = appenders.get(new Way(group, follower));
        if (appender != null) {
            announce(appender, index, MOST_LOOKS, timer);
        }
    }

    /**
     * Entries on their way go first: a heartbeat has a stream of its own, and one that overtakes them is refused, and
     * they are sent again.
     */
    private static void announce(LogAppenderBase appender, long index, int looks, ScheduledExecutorService timer) {
        if (!appender.isRunning() || appender.getFollower().getCommitIndex() >= index || looks == 0) {
            return;
        }
        if (appender.getFollower().getMatchIndex() >= index && !appender.hasPendingDataRequests()) {
            appender.triggerHeartbeat();
        } else if (!timer.isShutdown()) {
            timer.schedule(() -> announce(appender, index, looks - 1, timer), LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
