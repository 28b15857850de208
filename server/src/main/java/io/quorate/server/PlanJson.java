package io.quorate.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quorate.server.common.NodeId;
import io.quorate.server.topology.BackupPlan;
import io.quorate.server.topology.CityOutlook;
import io.quorate.server.topology.Cost;
import io.quorate.server.topology.FaultCase;
import io.quorate.server.topology.GoalVerdict;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.KeyspacePlan;
import io.quorate.server.topology.Outlook;
import io.quorate.server.topology.Pair;
import io.quorate.server.topology.Pairs;
import io.quorate.server.topology.RoundTrips;
import io.quorate.server.topology.Single;
import io.quorate.server.topology.Topology;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints a plan for programs. The fields are part of the interface (docs/operations/plan.md): added to, not changed.
 */
final class PlanJson {
    private static final int FORMAT = 1;

    private final JsonText out;
    private final JsonGenerator json;

    private PlanJson(JsonText out) {
        this.out = out;
        this.json = out.json();
    }

    static String of(PlanReport report) {
        return JsonText.of(out -> new PlanJson(out).report(report)) + '\n';
    }

    private void report(PlanReport report) throws IOException {
        Topology topology = report.plan().topology();
        json.writeStartObject();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("cluster", topology.cluster());
        json.writeStringField("verdict", report.plan().verdict().word());
        out.texts("refusals", report.refusals());
        out.texts("caveats", report.caveats());
        json.writeArrayFieldStart("assumedRoundTrips");
        for (RoundTrips.Assumption each : topology.roundTrips().assumptions()) {
            json.writeStartObject();
            out.texts("between", List.of(each.from(), each.to()));
            out.millis("ms", each.rtt());
            json.writeEndObject();
        }
        json.writeEndArray();
        BackupPlan backup = topology.backup();
        json.writeStringField("assumedSafeBackup", backup == null ? null : backup.store());
        json.writeObjectFieldStart("timing");
        out.millis("electionTimeoutMaxMs", topology.timing().electionTimeoutMax());
        out.millis("waitOutMs", topology.timing().waitOut());
        out.millis("stepDownMs", topology.timing().stepDown());
        json.writeEndObject();
        json.writeArrayFieldStart("keyspaces");
        for (KeyspacePlan keyspace : report.plan().keyspaces()) {
            keyspace(keyspace, report.pairs());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void keyspace(KeyspacePlan keyspace, boolean pairs) throws IOException {
        Group group = keyspace.group();
        json.writeStartObject();
        json.writeStringField("name", group.keyspace());
        json.writeStringField("pattern", group.pattern());
        json.writeStringField("home", group.home());
        json.writeBooleanField("leaderLease", group.leaderLease());
        out.nodes("voters", group.roles().voters());
        out.nodes("witnesses", group.roles().witnesses());
        out.nodes("learners", group.roles().learners());
        json.writeNumberField("majority", group.roles().majority());
        json.writeArrayFieldStart("goals");
        for (GoalVerdict goal : keyspace.goals()) {
            goal(goal);
        }
        json.writeEndArray();
        json.writeBooleanField("stopped", keyspace.next().stopped());
        faults("nextFaultsThatStopWrites", keyspace.next().faults());
        json.writeFieldName("healthy");
        json.writeStartObject();
        outlook(keyspace.healthy());
        json.writeEndObject();
        json.writeArrayFieldStart("singles");
        for (Single single : keyspace.singles()) {
            json.writeStartObject();
            faults("sameFaults", single.same());
            outlook(single.outlook());
            json.writeEndObject();
        }
        json.writeEndArray();
        pairs(keyspace.pairs(), pairs);
        json.writeEndObject();
    }

    private void goal(GoalVerdict goal) throws IOException {
        json.writeStartObject();
        json.writeStringField("goal", goal.name());
        json.writeStringField("stated", goal.stated());
        json.writeBooleanField("met", goal.met());
        json.writeStringField("why", goal.why());
        FaultCase by = goal.counterExample();
        if (by == null) {
            json.writeNullField("counterExample");
        } else {
            json.writeFieldName("counterExample");
            fault(by);
        }
        json.writeEndObject();
    }

    private void pairs(Pairs pairs, boolean listed) throws IOException {
        json.writeObjectFieldStart("pairs");
        json.writeNumberField("tried", pairs.tried());
        json.writeNumberField("skipped", pairs.skipped());
        json.writeNumberField("newlyStopping", pairs.newlyStopping());
        json.writeNumberField("newlyStoppingWrites", pairs.newlyStoppingWrites());
        if (listed) {
            json.writeNumberField(
                    "unlisted", pairs.newlyStopping() - pairs.listed().size());
            json.writeArrayFieldStart("listed");
            for (Pair pair : pairs.listed()) {
                json.writeStartObject();
                faults("bothFaults", List.of(pair.first(), pair.second()));
                json.writeBooleanField("newlyStopsWrites", pair.stopsWrites());
                stops(pair.stops());
                outlook(pair.outlook());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void stops(List<Pair.Stop> stops) throws IOException {
        json.writeArrayFieldStart("newlyStopped");
        for (Pair.Stop stop : stops) {
            json.writeStartObject();
            json.writeStringField("city", stop.city());
            json.writeStringField("service", stop.service().name().toLowerCase(Locale.ROOT));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void faults(String field, List<FaultCase> faults) throws IOException {
        json.writeArrayFieldStart(field);
        for (FaultCase fault : faults) {
            fault(fault);
        }
        json.writeEndArray();
    }

    private void fault(FaultCase fault) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", fault.kind().word());
        out.texts("places", fault.places());
        json.writeEndObject();
    }

    /** The fields of an object that the caller began. */
    private void outlook(Outlook outlook) throws IOException {
        NodeId leader = outlook.leader();
        json.writeStringField("leader", leader == null ? null : leader.value());
        out.nodes("mayLead", outlook.mayLead());
        json.writeStringField("whyNoLeader", outlook.whyNoLeader().orElse(null));
        cost("writeAtLeader", outlook.commit());
        json.writeArrayFieldStart("cities");
        for (CityOutlook city : outlook.cities()) {
            json.writeStartObject();
            json.writeStringField("city", city.city());
            cost("write", city.write());
            cost("linearizable", city.linearizable());
            json.writeBooleanField("bounded", city.bounded());
            json.writeBooleanField("session", city.local());
            json.writeBooleanField("serializable", city.local());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("rpo");
        json.writeStringField("lost", outlook.loss().kind().word());
        out.millis("boundMs", outlook.loss().bound());
        out.millis("typicalMs", outlook.loss().typical());
        NodeId noneIfLed = outlook.loss().noneIfLed();
        json.writeStringField("noneIfLed", noneIfLed == null ? null : noneIfLed.value());
        json.writeEndObject();
        json.writeObjectFieldStart("rto");
        json.writeStringField("by", outlook.recovery().kind().word());
        json.writeBooleanField("healsByItself", outlook.recovery().healsByItself());
        out.millis("estimateMs", outlook.recovery().estimate());
        json.writeEndObject();
    }

    private void cost(String field, @Nullable Cost cost) throws IOException {
        if (cost == null) {
            json.writeNullField(field);
            return;
        }
        json.writeObjectFieldStart(field);
        json.writeNumberField("roundTrips", cost.roundTrips());
        out.millis("ms", cost.time());
        json.writeEndObject();
    }
}
