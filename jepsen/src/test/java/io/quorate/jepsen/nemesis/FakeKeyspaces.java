package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.NodeSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keyspaces of a {@link FakeCluster}: its leader is at the default one's home whenever it can be. */
final class FakeKeyspaces implements Keyspaces {
    private final FakeCluster cluster;
    private final Map<String, String> homes = new HashMap<>(Map.of("default", ""));
    private final Map<String, String> values = new HashMap<>();
    private final Set<String> kept = new HashSet<>();
    private String lies = "";
    private Runnable onCreate = () -> {};
    private boolean forgetful;
    private boolean stays;

    FakeKeyspaces(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** From now on reads show this. */
    void readAs(String value) {
        lies = value;
    }

    /** From now on leaders do not go home. */
    void stay() {
        stays = true;
    }

    /** From now on drops are acknowledged and not done. */
    void forgetDrops() {
        forgetful = true;
    }

    /** Before a creation is answered. */
    void atCreation(Runnable what) {
        onCreate = what;
    }

    @Override
    public String home(String keyspace) {
        return homes.getOrDefault(keyspace, "");
    }

    @Override
    public void changeHome(String keyspace, String home) throws FaultFailed {
        cluster.check("changeHome", Set.of());
        homes.put(keyspace, home);
        goHome();
    }

    @Override
    public boolean switchTo(String keyspace, String place, Duration patience) throws FaultFailed {
        cluster.check("switchTo", Set.of());
        homes.put(keyspace, place);
        goHome();
        return true;
    }

    /** Who leads elsewhere hands over to a node at home that can lead. */
    void goHome() {
        if (!stays && !isHome(cluster.leading())) {
            cluster.all().stream()
                    .filter(node -> isHome(node) && cluster.canLead(node))
                    .findFirst()
                    .ifPresent(cluster::elect);
        }
    }

    private boolean isHome(int node) {
        String home = home("default");
        NodeSpec spec = cluster.nodes().get(node);
        return home.isEmpty() || List.of(spec.name(), spec.zone(), spec.city()).contains(home);
    }

    @Override
    public void create(int node, String keyspace) throws FaultFailed {
        cluster.check("create", Set.of(node));
        onCreate.run();
        homes.put(keyspace, "");
    }

    @Override
    public void drop(String keyspace) throws FaultFailed {
        cluster.check("drop", Set.of());
        homes.remove(keyspace);
        values.remove(keyspace);
        if (forgetful) {
            kept.add(keyspace);
        }
    }

    @Override
    public boolean isListed(int node, String keyspace) {
        return homes.containsKey(keyspace) || kept.contains(keyspace);
    }

    @Override
    public long put(int node, String keyspace, String key, String value) throws FaultFailed {
        cluster.check("put", Set.of(node));
        values.put(keyspace, value);
        return 2;
    }

    @Override
    public String read(int node, String keyspace, String key) throws FaultFailed {
        cluster.check("read", Set.of(node));
        return lies.isEmpty() ? values.getOrDefault(keyspace, "") : lies;
    }

    @Override
    public boolean isRefused(int node, String keyspace) {
        return !isListed(node, keyspace);
    }
}
