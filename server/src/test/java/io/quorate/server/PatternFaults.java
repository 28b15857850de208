package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyRange;
import io.quorate.client.KvClient;
import io.quorate.client.OnMiss;
import io.quorate.client.QuorateException;
import io.quorate.server.common.NodeId;
import io.quorate.server.topology.CityOutlook;
import io.quorate.server.topology.CityOutlook.Service;
import io.quorate.server.topology.Condition;
import io.quorate.server.topology.FaultCase;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.GroupEvaluator;
import io.quorate.server.topology.Loss;
import io.quorate.server.topology.Outlook;
import io.quorate.server.topology.Plan;
import io.quorate.server.topology.Recovery;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Breaks a cluster as the plan names it, and holds what clients see then against what the plan says of it. */
final class PatternFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What the product promises of an election. */
    private static final Duration LONGEST_ELECTION = Duration.ofSeconds(4);

    /** Nothing is away then; but a machine that starts and ends all nodes may be busy with that. */
    private static final Duration LONGEST_UNTOUCHED = Duration.ofSeconds(2);

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final ByteString KEY = ByteString.copyFromUtf8("probe");

    private final PatternCluster cluster;
    private final boolean timed;
    private final Condition healthy;
    private final Map<String, FaultCase> known = new HashMap<>();
    private Condition broken;

    /** Something that works: an operation of clients in a city. */
    private record Working(String keyspace, String city, Service service) {}

    /**
     * How a fault went.
     *
     * @param planned the times that the plan says writes are away, of all keyspaces
     * @param away the longest of all keyspaces that could be written; null when the plan says none can
     */
    record Outcome(String fault, String planned, @Nullable Duration away, int acknowledged) {
        /** How long writes were away in those after which they came back, the shortest first. */
        static List<Duration> times(List<Outcome> trials) {
            return trials.stream()
                    .map(Outcome::away)
                    .filter(Objects::nonNull)
                    .sorted()
                    .toList();
        }
    }

    /** @param timed whether how long writes are away is judged: not on a machine that does other work, too */
    PatternFaults(PatternCluster cluster, boolean timed) {
        this.cluster = cluster;
        this.timed = timed;
        this.healthy = Condition.healthy(cluster.topology().geography());
        this.broken = healthy;
        Plan.of(cluster.topology(), cluster.topology().groups()).keyspaces().stream()
                .flatMap(keyspace -> keyspace.singles().stream())
                .flatMap(single -> single.same().stream())
                .forEach(fault -> known.put(fault.label(), fault));
    }

    /** Everything works from everywhere it should, and every keyspace is led from its home. */
    void awaitHealthy() {
        awaitLeadersAtHome();
        await("all is well", healthy);
    }

    private void awaitLeadersAtHome() {
        Awaitility.await("leaders at home")
                .atMost(PATIENCE)
                .ignoreExceptionsMatching(failure -> PatternLoad.cause(failure) instanceof QuorateException)
                .until(() -> {
                    Map<String, String> leaders = cluster.leaders();
                    return cluster.topology().groups().stream()
                            .allMatch(group -> cluster.isIn(leaders.get(group.keyspace()), group.home()));
                });
    }

    /** Breaks these at once, on top of what is broken, and waits for what the plan says of it. */
    void expect(String... faults) throws Exception {
        PatternLoad.Fault fault = inflict(faults);
        await(fault.name(), broken);
        System.out.println("patterns: as planned: " + fault.name());
    }

    /** The same, under load: what becomes of writes, too. */
    Outcome suffer(PatternLoad load, String... faults) throws Exception {
        if (broken.equals(healthy)) {
            // Looking at all replicas takes a while, and a busy machine may have elected another leader meanwhile.
            awaitLeadersAtHome();
        }
        PatternLoad.Fault fault = inflict(faults);
        String name = fault.name();
        Map<Group, Outlook> outlooks = outlooks(broken);
        Duration away = awaitWrites(load, fault, outlooks);
        await(name, broken);
        outlooks.forEach((group, outlook) -> assertThat(
                        load.untilWrite(fault, group.keyspace()).isPresent())
                .as("%s: writes to %s", name, group.keyspace())
                .isEqualTo(outlook.writes()));
        String planned = outlooks.values().stream()
                .map(outlook -> outlook.recovery().text())
                .distinct()
                .collect(Collectors.joining("; "));
        Outcome outcome = new Outcome(name, planned, away, load.acknowledged());
        System.out.println("patterns: " + outcome);
        return outcome;
    }

    private PatternLoad.Fault inflict(String... faults) throws Exception {
        String name = String.join(" + ", faults);
        long began = System.nanoTime();
        for (String each : faults) {
            FaultCase found = Optional.ofNullable(known.get(each)).orElseThrow();
            cluster.suffer(found);
            broken = broken.and(found.condition());
        }
        return new PatternLoad.Fault(name, began, System.nanoTime());
    }

    /** Nodes and links are back, and all is well again. */
    void mend() throws IOException {
        cluster.mend();
        broken = healthy;
        awaitHealthy();
    }

    /** The same, and nothing is lost. */
    void mend(PatternLoad load) throws IOException {
        mend();
        load.assertNothingLost();
    }

    /** The longest of all keyspaces that can be written; null when none can. */
    private @Nullable Duration awaitWrites(PatternLoad load, PatternLoad.Fault fault, Map<Group, Outlook> outlooks) {
        Duration away = null;
        for (Map.Entry<Group, Outlook> each : outlooks.entrySet()) {
            Outlook outlook = each.getValue();
            if (outlook.writes()) {
                assertThat(outlook.loss().kind()).as(fault.name()).isEqualTo(Loss.Kind.NONE);
                Duration time = awaitWrite(load, fault, each.getKey());
                boolean untouched = outlook.recovery().kind() == Recovery.Kind.UNTOUCHED;
                assertThat(time)
                        .as(
                                "%s, which took %s: writes to %s were away",
                                fault.name(),
                                Duration.ofNanos(fault.done() - fault.began()),
                                each.getKey().keyspace())
                        .isLessThanOrEqualTo(!timed ? PATIENCE : untouched ? LONGEST_UNTOUCHED : LONGEST_ELECTION);
                away = away == null || time.compareTo(away) > 0 ? time : away;
            }
        }
        return away;
    }

    private static Duration awaitWrite(PatternLoad load, PatternLoad.Fault fault, Group group) {
        return Awaitility.await("a write to " + group.keyspace() + " after " + fault.name())
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> load.untilWrite(fault, group.keyspace()), Optional::isPresent)
                .orElseThrow();
    }

    private Map<Group, Outlook> outlooks(Condition condition) {
        Map<Group, Outlook> outlooks = new LinkedHashMap<>();
        for (Group group : cluster.topology().groups()) {
            outlooks.put(group, new GroupEvaluator(cluster.topology(), group).evaluate(condition));
        }
        return outlooks;
    }

    /** Until exactly that works which the plan says, and does so twice in a row. */
    private void await(String name, Condition condition) {
        Map<String, Set<Set<Working>>> planned = new HashMap<>();
        cluster.topology().groups().forEach(group -> planned.put(group.keyspace(), planned(group, condition)));
        Awaitility.await(name).atMost(PATIENCE).pollDelay(Duration.ZERO).untilAsserted(() -> {
            assertAsPlanned(name, planned);
            assertAsPlanned(name + ", and still so", planned);
        });
    }

    private void assertAsPlanned(String name, Map<String, Set<Set<Working>>> planned) {
        Set<Working> working = working();
        assertThat(planned)
                .allSatisfy((keyspace, allowed) -> assertThat(working.stream()
                                .filter(each -> each.keyspace().equals(keyspace))
                                .collect(Collectors.toSet()))
                        .as("%s: %s", name, keyspace)
                        .isIn(allowed));
    }

    /**
     * What the plan says works: with the leader that it names, which is the nearest to the home, and with each other
     * that the home rule lets stay, since the rule only takes leaders home. Mostly that is the same.
     */
    private Set<Set<Working>> planned(Group group, Condition condition) {
        Outlook outlook = new GroupEvaluator(cluster.topology(), group).evaluate(condition);
        List<NodeId> able = outlook.mayLead();
        List<NodeId> home = able.stream()
                .filter(node -> group.home() == null || cluster.isIn(node.value(), group.home()))
                .toList();
        Set<Set<Working>> planned = new LinkedHashSet<>();
        planned.add(offered(group.keyspace(), outlook));
        for (NodeId leader : home.isEmpty() ? able : home) {
            Group led = new Group(
                    group.keyspace(),
                    group.pattern(),
                    group.roles(),
                    leader.value(),
                    group.leaderLease(),
                    group.goals());
            planned.add(offered(group.keyspace(), new GroupEvaluator(cluster.topology(), led).evaluate(condition)));
        }
        return planned;
    }

    private static Set<Working> offered(String keyspace, Outlook outlook) {
        Set<Working> offered = new HashSet<>();
        for (CityOutlook city : outlook.cities()) {
            for (Service service : Service.values()) {
                if (city.offers(service)) {
                    offered.add(new Working(keyspace, city.city(), service));
                }
            }
        }
        return offered;
    }

    /** Asks for everything at every node that is alive, at the same time. */
    private Set<Working> working() {
        Map<Working, List<CompletableFuture<?>>> probes = new HashMap<>();
        for (String keyspace : cluster.keyspaces()) {
            for (String city : cluster.cities()) {
                for (Service service : Service.values()) {
                    probes.put(new Working(keyspace, city, service), probes(keyspace, city, service));
                }
            }
        }
        return probes.entrySet().stream()
                .filter(each -> worksAnywhere(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private List<CompletableFuture<?>> probes(String keyspace, String city, Service service) {
        List<CompletableFuture<?>> probes = new ArrayList<>();
        for (NodeId node : cluster.nodesOf(city)) {
            if (cluster.isAlive(node)) {
                probes.add(probe(cluster.client(node, keyspace).kv(), service));
            }
        }
        return probes;
    }

    private static CompletableFuture<?> probe(KvClient kv, Service service) {
        KeyRange range = KeyRange.single(KEY);
        GetOptions reading = GetOptions.defaults();
        return switch (service) {
            case WRITE -> kv.put(KEY, KEY);
            case LINEARIZABLE -> kv.get(range, reading);
            case BOUNDED -> kv.get(range, reading.withMaxStaleness(FRESH).withOnMiss(OnMiss.ERROR));
            case LOCAL ->
                CompletableFuture.allOf(
                        kv.get(range, reading.withConsistency(GetOptions.Consistency.SERIALIZABLE)),
                        kv.get(range, reading.withSession(1)));
        };
    }

    /** Waits for all of them: what is still on its way would be in the way of the next round. */
    private static boolean worksAnywhere(List<CompletableFuture<?>> probes) {
        boolean any = false;
        for (CompletableFuture<?> probe : probes) {
            any |= works(probe);
        }
        return any;
    }

    private static boolean works(CompletableFuture<?> probe) {
        try {
            probe.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof QuorateException) {
                return false;
            }
            throw e;
        }
    }
}
