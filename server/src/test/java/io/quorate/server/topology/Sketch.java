package io.quorate.server.topology;

import io.quorate.server.common.NodeId;
import io.quorate.server.topology.CityOutlook.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A topology with one keyspace, in few words. Defaults: elections of 500 ms to 1 s, a lease of 500 ms, drift 1 %. */
final class Sketch {
    static final Timing TIMING =
            new Timing(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(500), 10_000);

    private final List<Site> sites = new ArrayList<>();
    private final List<Link> links = new ArrayList<>();
    private List<NodeId> voters = List.of();
    private List<NodeId> witnesses = List.of();
    private List<NodeId> learners = List.of();
    private @Nullable String home;
    private boolean lease = true;
    private Group.Goals goals = Group.Goals.NONE;
    private @Nullable BackupPlan backup;

    /** A zone with its nodes. */
    Sketch zone(String city, String zone, String... nodes) {
        for (String node : nodes) {
            sites.add(new Site(new NodeId(node), zone, city));
        }
        return this;
    }

    Sketch link(String one, String other, long millis) {
        links.add(new Link(one, other, Duration.ofMillis(millis)));
        return this;
    }

    Sketch voters(String... nodes) {
        voters = nodes(nodes);
        return this;
    }

    Sketch witnesses(String... nodes) {
        witnesses = nodes(nodes);
        return this;
    }

    Sketch learners(String... nodes) {
        learners = nodes(nodes);
        return this;
    }

    Sketch home(@Nullable String place) {
        home = place;
        return this;
    }

    Sketch noLease() {
        lease = false;
        return this;
    }

    Sketch backup(@Nullable String snapshots, @Nullable Duration archive) {
        backup = new BackupPlan("s3://b/p", snapshots, archive);
        return this;
    }

    Sketch goals(@Nullable Extent survive, @Nullable Duration rpo, @Nullable Duration rto, @Nullable Duration write) {
        goals = new Group.Goals(survive, rpo, rto, write);
        return this;
    }

    Group group() {
        return new Group("k", "sketched", new Group.Roles(voters, witnesses, learners), home, lease, goals);
    }

    Topology topology() {
        Geography geography = new Geography(sites);
        return new Topology("c", geography, new RoundTrips(geography, links), List.of(group()), TIMING, backup);
    }

    Condition healthy() {
        return Condition.healthy(topology().geography());
    }

    Outlook evaluate(Condition condition) {
        return new GroupEvaluator(topology(), group()).evaluate(condition);
    }

    /** With these places lost. */
    Outlook without(String... places) {
        Condition condition = healthy();
        for (String place : places) {
            condition = condition.losing(place);
        }
        return evaluate(condition);
    }

    Outlook cut(String one, String other) {
        return evaluate(healthy().cutting(one, other).cutting(other, one));
    }

    Outlook cutOneWay(String from, String to) {
        return evaluate(healthy().cutting(from, to));
    }

    KeyspacePlan plan() {
        Topology topology = topology();
        return Plan.of(topology, topology.groups()).keyspaces().get(0);
    }

    /** Everything in one line: leader, then per city write and linearizable in ms, b for bounded, l for local reads. */
    static String text(Outlook outlook) {
        return (outlook.leader() == null ? "-" : outlook.leader().value())
                + outlook.cities().stream()
                        .map(city -> " | " + city.city() + " " + cost(city.write()) + " " + cost(city.linearizable())
                                + " " + (city.offers(Service.BOUNDED) ? "b" : "-")
                                + (city.offers(Service.LOCAL) ? "l" : "-"))
                        .collect(Collectors.joining());
    }

    private static String cost(@Nullable Cost cost) {
        return cost == null ? "-" : Spans.text(cost.time()).replace("ms", "");
    }

    private static List<NodeId> nodes(String... names) {
        return Arrays.stream(names).map(NodeId::new).toList();
    }
}
