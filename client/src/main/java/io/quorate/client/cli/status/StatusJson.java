package io.quorate.client.cli.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.ClusterNode;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Fault;
import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Peer;
import io.quorate.client.NodeReport.Prospect;
import io.quorate.client.NodeReport.Replica;
import io.quorate.client.cli.keyspace.GoalsReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The cluster for programs. Fields are added, not changed. */
final class StatusJson {
    private final ClusterView view;

    private StatusJson(ClusterView view) {
        this.view = view;
    }

    static String of(ClusterView view) {
        StatusJson json = new StatusJson(view);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("cluster", view.cluster());
        all.put("epoch", view.epoch());
        ArrayNode nodes = all.putArray("nodes");
        view.nodes().forEach(node -> json.node(nodes.addObject(), node));
        ArrayNode keyspaces = all.putArray("keyspaces");
        view.keyspaces().forEach(keyspace -> json.keyspace(keyspaces.addObject(), keyspace));
        texts(all.putArray("warnings"), Warnings.of(view));
        return all.toPrettyString();
    }

    private void node(ObjectNode json, NodeView node) {
        json.put("name", node.name());
        json.put("endpoint", node.said().endpoint().toString());
        json.put("city", node.city());
        json.put("zone", node.zone());
        json.put("health", node.health());
        json.put("drained", node.isDrained());
        Instant since =
                Optional.ofNullable(node.node()).map(ClusterNode::drainedSince).orElse(null);
        json.put("drainedSince", since == null ? null : since.toString());
        texts(json.putArray("leads"), node.leads());
        NodeReport.Report report = node.said().report();
        if (report == null) {
            json.put("failure", node.problem());
            return;
        }
        json.put("version", report.version());
        json.put("upMs", report.up().toMillis());
        json.put("epoch", report.epoch());
        json.put("connections", report.connections());
        json.putObject("disk")
                .put("totalBytes", report.disk().totalBytes())
                .put("freeBytes", report.disk().freeBytes())
                .put("storeBytes", report.disk().storeBytes());
        texts(json.putArray("problems"), report.problems());
        ArrayNode replicas = json.putArray("replicas");
        report.replicas().stream()
                .filter(replica -> view.keyspaces().stream()
                        .anyMatch(each -> each.name().equals(replica.keyspace().name())))
                .forEach(replica -> replica(replicas.addObject(), node.name(), replica));
    }

    private static void replica(ObjectNode json, String node, Replica replica) {
        json.put("keyspace", replica.keyspace().name());
        json.put("group", replica.keyspace().group());
        json.put("role", replica.leadership() != null ? "leader" : replica.isVoter(node) ? "voter" : "learner");
        json.put("term", replica.log().term());
        json.put("lastIndex", replica.log().lastIndex());
        json.put("commitIndex", replica.log().commitIndex());
        json.put("appliedIndex", replica.log().appliedIndex());
        json.put("revision", replica.keyspace().revision());
        json.put("leader", replica.keyspace().leader());
        json.put("lease", word(replica.lease()));
        json.put("storeBytes", replica.storeBytes());
    }

    private static String word(NodeReport.Lease lease) {
        return lease.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void keyspace(ObjectNode json, KeyspaceView keyspace) {
        json.put("name", keyspace.name());
        json.put("internal", keyspace.best().internal());
        json.put("group", keyspace.keyspace().group());
        json.put("pattern", keyspace.keyspace().pattern());
        json.put("home", keyspace.keyspace().home());
        json.set("goals", GoalsReport.json(keyspace.keyspace().goals()));
        texts(json.putArray("voters"), keyspace.keyspace().voters());
        json.put("leader", keyspace.leader());
        json.put(
                "leaderCity",
                view.findNode(keyspace.leader()).map(NodeView::city).orElse(""));
        json.put("term", keyspace.best().log().term());
        json.put("revision", keyspace.keyspace().revision());
        json.put("reachableVoters", keyspace.reachableVoters());
        Leadership leadership = keyspace.leadership();
        if (leadership != null) {
            leadership(json, keyspace, leadership);
        }
    }

    /** Left out when the leader does not answer: nobody else knows. */
    private static void leadership(ObjectNode json, KeyspaceView keyspace, Leadership leadership) {
        json.put("atHome", leadership.atHome());
        json.put("whyHere", leadership.whyHere());
        json.put("lease", word(keyspace.best().lease()));
        json.put("lagEntries", keyspace.worst().map(Peer::lagEntries).orElse(0L));
        json.put("lagMs", keyspace.worst().map(Peer::lagMillis).orElse(0L));
        ArrayNode peers = json.putArray("peers");
        for (Peer peer : leadership.peers()) {
            peers.addObject()
                    .put("node", peer.node())
                    .put("reachable", peer.reachable())
                    .put("silentMs", peer.silentMillis())
                    .put("lagEntries", peer.lagEntries())
                    .put("lagMs", peer.lagMillis());
        }
        Prospect prospect = leadership.prospect();
        json.put("nextFaultsKnown", prospect.known());
        json.put("writesStopped", prospect.writesStopped());
        ArrayNode next = json.putArray("nextFaultsThatStopWrites");
        prospect.nextFaults().forEach(fault -> next.add(fault(fault)));
        Fault unsurvived = prospect.unsurvived();
        json.set("unsurvived", unsurvived == null ? JsonNodeFactory.instance.nullNode() : fault(unsurvived));
    }

    private static ObjectNode fault(Fault fault) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("kind", fault.kind());
        texts(json.putArray("places"), fault.places());
        return json.put("text", fault.text());
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
