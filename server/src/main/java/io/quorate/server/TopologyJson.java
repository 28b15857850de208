package io.quorate.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quorate.server.config.BackupConfig;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.Difference;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.LinkConfig;
import io.quorate.server.config.NodeConfig;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A topology, and how two differ, for programs. Times are milliseconds. Fields are added, not changed. */
final class TopologyJson {
    private final JsonText out;
    private final JsonGenerator json;

    private TopologyJson(JsonText out) {
        this.out = out;
        this.json = out.json();
    }

    static String of(long epoch, ClusterConfig cluster) {
        return JsonText.of(out -> new TopologyJson(out).topology(epoch, cluster));
    }

    /** Each with its direction: from what the cluster runs to what the file says. */
    static String of(List<Difference> differences) {
        return JsonText.of(out -> new TopologyJson(out).differences(differences));
    }

    private void topology(long epoch, ClusterConfig cluster) throws IOException {
        json.writeStartObject();
        json.writeStringField("cluster", cluster.name());
        json.writeNumberField("epoch", epoch);
        json.writeArrayFieldStart("nodes");
        for (NodeConfig node : cluster.nodes()) {
            node(node);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("links");
        for (LinkConfig link : cluster.links()) {
            json.writeStartObject();
            out.texts("between", List.of(link.from(), link.to()));
            out.millis("rttMs", link.rtt());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("keyspaces");
        for (KeyspaceConfig keyspace : cluster.keyspaces()) {
            keyspace(keyspace);
        }
        json.writeEndArray();
        BackupConfig backup = cluster.backup();
        if (backup != null) {
            backup(backup);
        }
        json.writeObjectFieldStart("settings");
        for (Map.Entry<String, String> setting : cluster.settings().entrySet()) {
            json.writeStringField(setting.getKey(), setting.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void node(NodeConfig node) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", node.id().value());
        json.writeStringField("city", node.place().city());
        json.writeStringField("zone", node.place().zone());
        json.writeStringField("host", node.host());
        json.writeStringField("bind", node.bind());
        json.writeNumberField("client", node.clientPort());
        json.writeNumberField("peer", node.peerPort());
        json.writeNumberField("http", node.httpPort());
        json.writeEndObject();
    }

    private void keyspace(KeyspaceConfig keyspace) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", keyspace.name());
        json.writeStringField("pattern", keyspace.pattern().word());
        out.nodes("voters", keyspace.roles().voters());
        out.nodes("witnesses", keyspace.roles().witnesses());
        out.nodes("learners", keyspace.roles().learners());
        json.writeStringField("home", keyspace.home());
        json.writeBooleanField("leaderLease", keyspace.leaderLease());
        json.writeObjectFieldStart("goals");
        json.writeStringField("survive", keyspace.goals().survive());
        out.millis("rpoMs", keyspace.goals().rpo());
        out.millis("rtoMs", keyspace.goals().rto());
        out.millis("writeP99Ms", keyspace.goals().writeP99());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void backup(BackupConfig backup) throws IOException {
        json.writeObjectFieldStart("backup");
        json.writeStringField("store", backup.store().toString());
        json.writeStringField("snapshots", backup.snapshots());
        out.millis("archiveMs", backup.archive());
        json.writeObjectFieldStart("keep");
        for (Map.Entry<String, Integer> keep : backup.keep().entrySet()) {
            json.writeNumberField(keep.getKey(), keep.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void differences(List<Difference> differences) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("equal", differences.isEmpty());
        json.writeArrayFieldStart("differences");
        for (Difference each : differences) {
            json.writeStartObject();
            json.writeStringField("kind", each.kind().name().toLowerCase(Locale.ROOT));
            json.writeStringField("what", each.what());
            json.writeStringField("name", each.name());
            json.writeStringField("field", each.field());
            json.writeStringField("before", each.before());
            json.writeStringField("after", each.after());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
