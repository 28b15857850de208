package io.quorate.client.internal.grpc;

import io.quorate.client.ClusterNode;
import io.quorate.client.NodeList;
import io.quorate.client.NodeReport;
import io.quorate.proto.v1.Disk;
import io.quorate.proto.v1.Fault;
import io.quorate.proto.v1.Leadership;
import io.quorate.proto.v1.LeaseState;
import io.quorate.proto.v1.ListNodesResponse;
import io.quorate.proto.v1.Node;
import io.quorate.proto.v1.NodeReportResponse;
import io.quorate.proto.v1.Prospect;
import io.quorate.proto.v1.Replica;
import java.time.Duration;
import java.time.Instant;

/** Messages about nodes to public values. */
final class NodeResults {
    private NodeResults() {}

    static NodeList list(ListNodesResponse response) {
        return new NodeList(
                response.getCluster(),
                response.getEpoch(),
                response.getNodesList().stream().map(NodeResults::node).toList());
    }

    static ClusterNode node(Node node) {
        return new ClusterNode(
                node.getName(),
                node.getCity(),
                node.getZone(),
                new ClusterNode.Endpoints(node.getClientEndpoint(), node.getPeerEndpoint(), node.getHttpEndpoint()),
                node.getDrained(),
                node.getDrainedSinceMillis() == 0 ? null : Instant.ofEpochMilli(node.getDrainedSinceMillis()));
    }

    static NodeReport.Report report(NodeReportResponse response) {
        Disk disk = response.getDisk();
        return new NodeReport.Report(
                node(response.getNode()),
                response.getVersion(),
                Duration.ofMillis(response.getUpMillis()),
                response.getEpoch(),
                response.getProblemsList(),
                response.getConnections(),
                new NodeReport.Disk(disk.getTotalBytes(), disk.getFreeBytes(), disk.getStoreBytes()),
                response.getReplicasList().stream().map(NodeResults::replica).toList());
    }

    private static NodeReport.Replica replica(Replica replica) {
        return new NodeReport.Replica(
                GrpcKeyspaces.keyspace(replica.getKeyspace()),
                replica.getInternal(),
                new NodeReport.Log(
                        replica.getTerm(), replica.getLastIndex(), replica.getCommitIndex(), replica.getAppliedIndex()),
                lease(replica.getLease()),
                replica.getStoreBytes(),
                replica.hasLeadership() ? leadership(replica.getLeadership()) : null);
    }

    private static NodeReport.Lease lease(LeaseState lease) {
        return switch (lease) {
            case FOLLOWER -> NodeReport.Lease.FOLLOWER;
            case WAITING_OUT -> NodeReport.Lease.WAITING_OUT;
            case VALID -> NodeReport.Lease.VALID;
            case EXPIRED -> NodeReport.Lease.EXPIRED;
            case RELEASED -> NodeReport.Lease.RELEASED;
            case UNRECOGNIZED -> NodeReport.Lease.UNKNOWN;
        };
    }

    private static NodeReport.Leadership leadership(Leadership leadership) {
        return new NodeReport.Leadership(
                leadership.getAtHome(),
                leadership.getWhyHere(),
                leadership.getPeersList().stream()
                        .map(peer -> new NodeReport.Peer(
                                peer.getNode(),
                                peer.getReachable(),
                                peer.getSilentMillis(),
                                peer.getLagEntries(),
                                peer.getLagMillis()))
                        .toList(),
                prospect(leadership.getProspect()));
    }

    private static NodeReport.Prospect prospect(Prospect prospect) {
        return new NodeReport.Prospect(
                prospect.getKnown(),
                prospect.getWritesStopped(),
                prospect.getNextFaultsList().stream().map(NodeResults::fault).toList(),
                prospect.hasUnsurvived() ? fault(prospect.getUnsurvived()) : null);
    }

    private static NodeReport.Fault fault(Fault fault) {
        return new NodeReport.Fault(fault.getKind(), fault.getPlacesList(), fault.getText());
    }
}
