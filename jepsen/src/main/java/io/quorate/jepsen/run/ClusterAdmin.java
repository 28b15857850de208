package io.quorate.jepsen.run;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.nemesis.Admin;
import io.quorate.jepsen.nemesis.FaultSkipped;
import io.quorate.jepsen.nemesis.LeaderWatch;
import io.quorate.proto.etcd.CompactionRequest;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.MoveLeaderRequest;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import java.time.Duration;
import java.util.OptionalInt;

/** What the nemesis asks of the cluster about one keyspace, over the API that operators have. */
final class ClusterAdmin implements Admin {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int VALUE_BYTES = 256 << 10;
    private static final int FILLER_KEYS = 16;
    /** How much history stays readable: reads at a past revision belong to nobody here. */
    private static final long KEPT_REVISIONS = 50;

    private final StatusWatch watch;
    private final LeaderWatch leaders;
    private final String keyspace;

    /** @param leaders of that keyspace */
    ClusterAdmin(StatusWatch watch, LeaderWatch leaders, String keyspace) {
        this.watch = watch;
        this.leaders = leaders;
        this.keyspace = keyspace;
    }

    private NodeProbe leader() throws FaultFailed {
        OptionalInt leader = leaders.leader(watch.size());
        if (leader.isEmpty()) {
            throw new FaultFailed("no node says that it leads " + keyspace);
        }
        return watch.probe(leader.getAsInt()).in(keyspace);
    }

    @Override
    public void moveLeader(int to) throws FaultFailed, FaultSkipped {
        long member =
                watch.memberId(to).orElseThrow(() -> new FaultFailed("node " + to + " has never told its member id"));
        try {
            leader().maintenance(PATIENCE)
                    .moveLeader(
                            MoveLeaderRequest.newBuilder().setTargetID(member).build());
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                throw new FaultSkipped("the server does not know MoveLeader");
            }
            throw new FaultFailed("MoveLeader: " + e.getStatus(), e);
        }
    }

    @Override
    public long compact() throws FaultFailed, FaultSkipped {
        try {
            KVGrpc.KVBlockingStub kv = leader().kv(PATIENCE);
            RangeRequest anything = RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("jepsen/filler/0"))
                    .build();
            long revision = kv.range(anything).getHeader().getRevision() - KEPT_REVISIONS;
            if (revision < 1) {
                throw new FaultSkipped("nothing to compact yet");
            }
            kv.compact(CompactionRequest.newBuilder().setRevision(revision).build());
            requireRefused(kv, anything.toBuilder().setRevision(revision - 1).build());
            return revision;
        } catch (StatusRuntimeException e) {
            throw new FaultFailed("Compact: " + e.getStatus(), e);
        }
    }

    private static void requireRefused(KVGrpc.KVBlockingStub kv, RangeRequest below) throws FaultFailed {
        try {
            kv.range(below);
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
                return;
            }
            throw e;
        }
        throw new FaultFailed("a read below the compacted revision was answered");
    }

    @Override
    public void write(int bytes) throws FaultFailed {
        try {
            KVGrpc.KVBlockingStub kv = leader().kv(Duration.ofSeconds(30));
            ByteString value = ByteString.copyFrom(new byte[VALUE_BYTES]);
            for (int written = 0; written < bytes; written += VALUE_BYTES) {
                int key = written / VALUE_BYTES % FILLER_KEYS;
                kv.put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8("jepsen/filler/" + key))
                        .setValue(value)
                        .build());
            }
        } catch (StatusRuntimeException e) {
            throw new FaultFailed("Put: " + e.getStatus(), e);
        }
    }
}
