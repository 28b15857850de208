package io.quorate.server.api;

import io.quorate.proto.v1.Disk;
import io.quorate.proto.v1.Fault;
import io.quorate.proto.v1.Leadership;
import io.quorate.proto.v1.LeaseState;
import io.quorate.proto.v1.Node;
import io.quorate.proto.v1.Peer;
import io.quorate.proto.v1.Prospect;
import io.quorate.proto.v1.Replica;
import io.quorate.server.admin.Prospects;
import io.quorate.server.admin.ReplicaReport;
import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.replication.GroupStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Nodes and replicas on the wire. */
final class NodeMessages {
    private NodeMessages() {}

    static Node of(NodeDirectory.Entry entry, Optional<KeyspaceMap> map) {
        Node.Builder node = Node.newBuilder()
                .setName(entry.node().value())
                .setCity(entry.city())
                .setZone(entry.zone())
                .setClientEndpoint(entry.endpoints().client())
                .setPeerEndpoint(entry.endpoints().peer())
                .setHttpEndpoint(entry.endpoints().http());
        Optional<Instant> since = map.flatMap(
                known -> Optional.ofNullable(known.drained().get(entry.node().value())));
        since.ifPresent(instant -> node.setDrained(true).setDrainedSinceMillis(instant.toEpochMilli()));
        return node.build();
    }

    static Disk disk(NodeFacts.Disk disk, List<ReplicaReport> replicas) {
        return Disk.newBuilder()
                .setTotalBytes(disk.totalBytes())
                .setFreeBytes(disk.freeBytes())
                .setStoreBytes(
                        replicas.stream().mapToLong(ReplicaReport::storeBytes).sum())
                .build();
    }

    static Replica of(ReplicaReport report) {
        GroupStatus status = report.status();
        NodeId leader = status.leader();
        Replica.Builder replica = Replica.newBuilder()
                .setKeyspace(KeyspaceMessages.of(report.spec())
                        .setLeader(leader == null ? "" : leader.value())
                        .setRevision(report.revision()))
                .setInternal(report.internal())
                .setTerm(status.term())
                .setLastIndex(Math.max(0, status.lastIndex()))
                .setCommitIndex(Math.max(0, status.commitIndex()))
                .setAppliedIndex(Math.max(0, status.applied().index()))
                .setLease(of(status.lease()))
                .setStoreBytes(report.storeBytes());
        report.leading().ifPresent(leading -> replica.setLeadership(of(leading)));
        return replica.build();
    }

    private static LeaseState of(GroupStatus.LeaseState lease) {
        return switch (lease) {
            case FOLLOWER -> LeaseState.FOLLOWER;
            case WAITING_OUT -> LeaseState.WAITING_OUT;
            case VALID -> LeaseState.VALID;
            case EXPIRED -> LeaseState.EXPIRED;
            case RELEASED -> LeaseState.RELEASED;
        };
    }

    private static Leadership of(ReplicaReport.Leading leading) {
        Leadership.Builder leadership = Leadership.newBuilder()
                .setAtHome(leading.atHome())
                .setWhyHere(leading.whyHere().orElse(""))
                .setProspect(of(leading.ahead()));
        leading.peers()
                .forEach(peer -> leadership.addPeers(Peer.newBuilder()
                        .setNode(peer.progress().node().value())
                        .setReachable(peer.reachable())
                        .setSilentMillis(peer.progress().silentMillis())
                        .setLagEntries(peer.lagEntries())
                        .setLagMillis(peer.lagMillis())));
        return leadership.build();
    }

    private static Prospect of(Optional<Prospects.Ahead> known) {
        Prospect.Builder prospect = Prospect.newBuilder().setKnown(known.isPresent());
        known.ifPresent(ahead -> {
            prospect.setWritesStopped(ahead.stopped());
            ahead.next().forEach(threat -> prospect.addNextFaults(of(threat)));
            ahead.unsurvived().ifPresent(threat -> prospect.setUnsurvived(of(threat)));
        });
        return prospect.build();
    }

    private static Fault of(Prospects.Threat threat) {
        return Fault.newBuilder()
                .setKind(threat.kind())
                .addAllPlaces(threat.places())
                .setText(threat.text())
                .build();
    }
}
