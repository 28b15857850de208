package io.quorate.server.replication.ratis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Our settings as Ratis' properties. Several of its defaults are unsafe or slow for us; each such line says why. */
final class RatisProperties {
    /** Largest entry Ratis takes; a larger one would make the leader step down, so admission stays well below it. */
    static final int MAX_ENTRY_BYTES = 4 << 20;

    private static final int FORCE_SYNC_ENTRIES = 2048;
    private static final int FIRST_ELECTION_PATIENCE = 10;
    private static final int PENDING_ENTRIES = 1024;

    private RatisProperties() {}

    static RaftProperties of(RatisSettings settings, Path storage, String host, int port, CorruptionPolicy policy) {
        RaftProperties properties = new RaftProperties();
        store(properties, storage);
        RaftServerConfigKeys.setRemovedGroupsDir(
                properties, storage.resolve("removed").toFile());
        elections(properties, settings);
        log(properties, settings, policy);
        snapshots(properties);
        transport(properties, host, port);
        return properties;
    }

    private static void elections(RaftProperties properties, RatisSettings settings) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, millis(settings.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, millis(settings.electionMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, millis(settings.electionMin()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, millis(settings.electionMax()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, TimeDuration.valueOf(3, TimeUnit.SECONDS));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        // The default keeps a leader that lost its majority out of elections for ten seconds.
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(
                properties, TimeDuration.valueOf(2, TimeUnit.SECONDS));
        // We keep durable sessions ourselves and never send a call id twice: the cache only costs memory.
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, TimeDuration.valueOf(1, TimeUnit.SECONDS));
        RaftServerConfigKeys.Write.setElementLimit(properties, PENDING_ENTRIES);
        RaftServerConfigKeys.Write.setByteLimit(properties, SizeInBytes.valueOf("128MB"));
    }

    /** Where the next division is to keep its group's directory. */
    static void store(RaftProperties properties, Path storage) {
        RaftServerConfigKeys.setStorageDir(properties, List.of(storage.toFile()));
    }

    /**
     * How long the next division waits until it stands for the first time.
     *
     * @param patient at the very first start of a group, the others leave the first election to one node: nodes that
     *     start one after another would else disturb each other. If the one node is away, the others stand later
     */
    static void firstElection(RaftProperties properties, RatisSettings settings, boolean patient) {
        int times = patient ? FIRST_ELECTION_PATIENCE : 1;
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, millis(settings.electionMin().multipliedBy(times)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(
                properties, millis(settings.electionMax().multipliedBy(times)));
    }

    private static void log(RaftProperties properties, RatisSettings settings, CorruptionPolicy policy) {
        // With compose on, a follower has one append in flight and one failure stops it for good.
        RaftServerConfigKeys.Log.setAppendEntriesComposeEnabled(properties, false);
        // Extra entries with commit indices: they double the fsyncs of a quiet group.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        // Neither of these two is durable.
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, policy);
        RaftServerConfigKeys.Log.setForceSyncNum(properties, FORCE_SYNC_ENTRIES);
        RaftServerConfigKeys.Log.setReadLockEnabled(properties, false);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(settings.segmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("4MB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf("5MB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf(settings.cachedLogBytes()));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, SizeInBytes.valueOf(MAX_ENTRY_BYTES));
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, TimeDuration.valueOf(0, TimeUnit.MILLISECONDS));
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, "ExponentialBackoffRetry,50ms,1s,1000");
    }

    private static void snapshots(RaftProperties properties) {
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        // Our machine is asked often and decides itself: by entries and bytes.
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, 1);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 2);
        // Else a dead replica pins the log for ever. What is preserved our machine leaves out of what it tells to
        // purge.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        // The default keeps a thousand entries more, whatever their size.
        RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    }

    private static void transport(RaftProperties properties, String host, int port) {
        RaftConfigKeys.Rpc.setType(properties, new CarefulGrpc());
        GrpcConfigKeys.Server.setHost(properties, host);
        GrpcConfigKeys.Server.setPort(properties, port);
        // Ratis' admin and client services are not for anybody: off the peer port, on loopback, and refused there.
        GrpcConfigKeys.Admin.setHost(properties, "127.0.0.1");
        GrpcConfigKeys.Admin.setPort(properties, 0);
        GrpcConfigKeys.Client.setHost(properties, "127.0.0.1");
        GrpcConfigKeys.Client.setPort(properties, 0);
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 64);
        GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf("8MB"));
        GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf("16MB"));
        // Event loops stay gRPC's own, shared by the process: groups of our own would hold up closing by two seconds
        // each.
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
