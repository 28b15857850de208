package io.quorate.client.cli.status;

import io.quorate.client.ClusterNode;
import io.quorate.client.Endpoint;
import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceGoals;
import io.quorate.client.NodeList;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Lease;
import io.quorate.client.NodeReport.Peer;
import io.quorate.client.NodeReport.Prospect;
import io.quorate.client.NodeReport.Replica;
import io.quorate.client.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cluster of three nodes as its nodes tell of it: n1 and n2 in shanghai, n3 in hangzhou. */
final class SketchedCluster {
    private static final List<String> NAMES = List.of("n1", "n2", "n3");

    private final Map<String, List<Replica>> replicas = new LinkedHashMap<>();
    private final Map<String, List<String>> problems = new LinkedHashMap<>();
    private final List<String> silent = new ArrayList<>();
    private final List<String> drained = new ArrayList<>();

    SketchedCluster() {
        NAMES.forEach(name -> replicas.put(name, new ArrayList<>()));
    }

    SketchedCluster silent(String node) {
        silent.add(node);
        return this;
    }

    SketchedCluster drained(String node) {
        drained.add(node);
        return this;
    }

    SketchedCluster problem(String node, String text) {
        problems.computeIfAbsent(node, name -> new ArrayList<>()).add(text);
        return this;
    }

    /** With a replica on every node, those that are silent not heard by the leader. */
    SketchedCluster keyspace(
            String name, String home, KeyspaceGoals goals, String leader, @Nullable Leadership leadership) {
        for (String node : NAMES) {
            Keyspace keyspace = new Keyspace(
                    name,
                    "group of " + name,
                    "cross-city",
                    NAMES,
                    home,
                    true,
                    leader,
                    node.equals(leader) ? 42 : 41,
                    goals);
            boolean leads = node.equals(leader) && leadership != null;
            replica(
                    node,
                    new Replica(
                            keyspace,
                            name.equals("system"),
                            new NodeReport.Log(7, 1_000, 1_000, leads ? 1_000 : 990),
                            leads ? Lease.VALID : Lease.FOLLOWER,
                            5 << 20,
                            leads ? leadership : null));
        }
        return this;
    }

    SketchedCluster replica(String node, Replica replica) {
        replicas.computeIfAbsent(node, name -> new ArrayList<>()).add(replica);
        return this;
    }

    /** Of a leader that hears everybody who is not named. */
    static Leadership leadership(boolean atHome, String whyHere, Prospect prospect, Peer... peers) {
        return new Leadership(atHome, whyHere, List.of(peers), prospect);
    }

    static Peer heard(String node) {
        return new Peer(node, true, 12, 0, 0);
    }

    static Peer away(String node) {
        return new Peer(node, false, 3_240, 310, 3_000);
    }

    /** Of these faults any would stop writes. */
    static Prospect next(String... faults) {
        return new Prospect(true, false, faults(faults), null);
    }

    static Prospect nextUnsurvived(String... faults) {
        return new Prospect(true, false, faults(faults), faults(faults).get(0));
    }

    private static List<NodeReport.Fault> faults(String... texts) {
        List<NodeReport.Fault> faults = new ArrayList<>();
        for (String text : texts) {
            String[] words = text.split(" ", 2);
            faults.add(new NodeReport.Fault(words[0], List.of(words[1]), text));
        }
        return faults;
    }

    ClusterView view() {
        List<NodeReport> reports = NAMES.stream().map(this::report).toList();
        return ClusterView.of(
                new NodeList("demo", 9, NAMES.stream().map(this::node).toList()), reports);
    }

    private ClusterNode node(String name) {
        int number = NAMES.indexOf(name);
        return new ClusterNode(
                name,
                number < 2 ? "shanghai" : "hangzhou",
                List.of("sh-a", "sh-b", "hz-a").get(number),
                new ClusterNode.Endpoints(endpoint(name).toString(), "127.0.0.1:7379", "127.0.0.1:8379"),
                drained.contains(name),
                drained.contains(name) ? Instant.parse("2026-11-23T09:30:00Z") : null);
    }

    private static Endpoint endpoint(String name) {
        return new Endpoint("127.0.0.1", 2379 + 100 * NAMES.indexOf(name));
    }

    private NodeReport report(String name) {
        if (silent.contains(name)) {
            return new NodeReport(endpoint(name), null, new UnavailableException("io exception: refused", null));
        }
        return new NodeReport(
                endpoint(name),
                new NodeReport.Report(
                        node(name),
                        "0.1.0",
                        Duration.ofSeconds(90),
                        9,
                        problems.getOrDefault(name, List.of()),
                        4,
                        new NodeReport.Disk(100L << 30, 25L << 30, 10 << 20),
                        replicas.getOrDefault(name, List.of())),
                null);
    }
}
