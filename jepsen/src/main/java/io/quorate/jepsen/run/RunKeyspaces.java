package io.quorate.jepsen.run;

import io.quorate.client.Endpoint;
import io.quorate.client.KeyspaceGoals;
import io.quorate.client.KeyspaceOptions;
import io.quorate.client.QuorateClient;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.nemesis.FaultSkipped;
import io.quorate.jepsen.nemesis.KeyspacePorts;
import io.quorate.jepsen.nemesis.LeaderWatch;
import io.quorate.proto.v1.Keyspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Makes the keyspaces of a run, as users do, and watches who leads them. */
final class RunKeyspaces {
    private static final Duration CREATION = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 100;

    private final List<NodeSpec> nodes;
    private final StatusWatch watch;
    private final Listing listing;

    /** One look at what keyspaces there are. */
    interface Listing {
        List<Keyspace> list() throws FaultFailed, FaultSkipped;
    }

    RunKeyspaces(List<NodeSpec> nodes, StatusWatch watch, Listing listing) {
        this.nodes = nodes;
        this.watch = watch;
        this.listing = listing;
    }

    /**
     * The default keyspace, and so many more. Where it has a home they have, too, each in another city than the one
     * before, so that not everything is led from one node.
     */
    List<KeyspacePorts> open(int more) throws HarnessFailure, InterruptedException {
        Map<String, Keyspace> known = list();
        List<String> names = new ArrayList<>(List.of(History.DEFAULT_KEYSPACE));
        Keyspace first = known.get(History.DEFAULT_KEYSPACE);
        boolean homes = first != null && !first.getHome().isEmpty();
        if (more > 0) {
            create(more, homes, names);
            known = list();
        }
        List<KeyspacePorts> ports = new ArrayList<>();
        for (String name : names) {
            LeaderWatch leaders = ports.isEmpty() ? watch.ofDefault() : watch.add(name);
            Keyspace listed = known.get(name);
            ports.add(new KeyspacePorts(
                    ports.size(),
                    name,
                    listed == null ? "" : listed.getGroup(),
                    leaders,
                    new ClusterAdmin(watch, leaders, name)));
        }
        return ports;
    }

    private void create(int more, boolean homes, List<String> names) throws HarnessFailure {
        List<String> cities = nodes.stream().map(NodeSpec::city).distinct().toList();
        try (QuorateClient client = QuorateClient.builder()
                .endpoints(nodes.stream()
                        .map(node -> new Endpoint(node.host(), node.clientPort()))
                        .toList())
                .timeout(CREATION)
                .build()) {
            for (int number = 1; number <= more; number++) {
                String name = "ks" + number;
                String home = homes ? cities.get(number % cities.size()) : "";
                client.keyspaces()
                        .create(name, new KeyspaceOptions(null, home, true, KeyspaceGoals.NONE))
                        .join();
                names.add(name);
            }
        } catch (CompletionException e) {
            throw new HarnessFailure(
                    "keyspace ks" + names.size() + " of the run was not created within " + CREATION.toSeconds() + " s: "
                            + e.getCause(),
                    e);
        }
    }

    private Map<String, Keyspace> list() throws HarnessFailure, InterruptedException {
        return listed(listing, CREATION);
    }

    /**
     * By name, the default one among them; none where the store has no keyspaces. A node that has just started may
     * answer late, or before the list was founded: it is asked again until the time is over.
     */
    static Map<String, Keyspace> listed(Listing listing, Duration patience)
            throws HarnessFailure, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            String seen;
            try {
                Map<String, Keyspace> byName = new HashMap<>();
                listing.list().forEach(each -> byName.put(each.getName(), each));
                if (byName.containsKey(History.DEFAULT_KEYSPACE)) {
                    return byName;
                }
                seen = "the default one is not among " + byName.keySet();
            } catch (FaultSkipped e) {
                return Map.of();
            } catch (FaultFailed e) {
                seen = String.valueOf(e.getMessage());
            }
            if (System.nanoTime() - end > 0) {
                throw new HarnessFailure("the keyspaces are not listed within " + patience.toSeconds() + " s: " + seen);
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
