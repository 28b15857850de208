package io.quorate.server.config;

import io.quorate.server.common.NodeId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A whole, valid topology: what must be equal on every node.
 *
 * @param nodes in the order of the file
 * @param keyspaces always holds the default one, first
 * @param settings the settings section, as text, by key
 */
public record ClusterConfig(
        String name,
        List<CityConfig> cities,
        List<NodeConfig> nodes,
        List<LinkConfig> links,
        List<KeyspaceConfig> keyspaces,
        @Nullable BackupConfig backup,
        SortedMap<String, String> settings) {

    public ClusterConfig {
        cities = List.copyOf(cities);
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        keyspaces = List.copyOf(keyspaces);
        settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    }

    public Optional<NodeConfig> findNode(NodeId id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** Of a node that is known to exist. */
    public NodeConfig requireNode(NodeId id) {
        return findNode(id).orElseThrow(() -> new IllegalArgumentException("no node " + id + " in cluster " + name));
    }

    public Optional<KeyspaceConfig> findKeyspace(String keyspace) {
        return keyspaces.stream().filter(each -> each.name().equals(keyspace)).findFirst();
    }

    /** The keyspace that always exists. */
    public KeyspaceConfig defaultKeyspace() {
        return findKeyspace(KeyspaceConfig.DEFAULT).orElseThrow();
    }

    /**
     * SHA-256 of the canonical form, in hexadecimal: equal on two nodes exactly when their topologies mean the same.
     * Comments, order and settings that may differ between nodes do not count.
     */
    public String clusterHash() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(canonicalForm().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** One line per fact, sorted: what {@link #clusterHash} hashes, and what two operators can compare. */
    public String canonicalForm() {
        return CanonicalForm.of(this);
    }

    /** Settings of this topology that must be equal on every node. */
    Map<String, String> clusterSettings() {
        SortedMap<String, String> shared = new TreeMap<>();
        settings.forEach((key, value) -> Setting.find(key)
                .filter(setting -> setting.scope() == Setting.Scope.CLUSTER)
                .ifPresent(setting -> shared.put(key, setting.normalise(value))));
        return shared;
    }
}
