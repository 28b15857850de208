package io.quorate.server.keyspaces;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which keyspaces there are, as of one revision of the system keyspace.
 *
 * @param epoch that revision: a map with a higher one is newer
 * @param founded whether the keyspaces of the topology file have been put into it; until then it says nothing
 * @param keyspaces by name
 * @param dropped names of keyspaces that were, by the group that no node is to keep any more
 * @param drained names of nodes that shall lead nothing, and since when; the epoch when that is not known
 */
public record KeyspaceMap(
        long epoch,
        boolean founded,
        SortedMap<String, KeyspaceSpec> keyspaces,
        SortedMap<UUID, String> dropped,
        SortedMap<String, Instant> drained) {
    /** The keyspace that holds the map. It is not in the map, and no request can name it. */
    public static final String SYSTEM = "system";

    /** There once the map counts. */
    public static final Bytes FOUNDED = Bytes.utf8("founded");

    private static final String KEYSPACES = "keyspaces/";
    private static final String DROPPED = "dropped/";
    private static final String DRAINED = "drained/";

    /** All of the system keyspace. */
    public static final KeyRange EVERYTHING = new KeyRange(Bytes.wrap(new byte[] {0}), Bytes.wrap(new byte[] {0}));

    public KeyspaceMap {
        keyspaces = Collections.unmodifiableSortedMap(new TreeMap<>(keyspaces));
        dropped = Collections.unmodifiableSortedMap(new TreeMap<>(dropped));
        drained = Collections.unmodifiableSortedMap(new TreeMap<>(drained));
    }

    /** One in which every node may lead. */
    public KeyspaceMap(
            long epoch, boolean founded, SortedMap<String, KeyspaceSpec> keyspaces, SortedMap<UUID, String> dropped) {
        this(epoch, founded, keyspaces, dropped, new TreeMap<>());
    }

    /**
     * Reads what the system keyspace holds. Keys that this release does not know are left to those that wrote them.
     *
     * @throws io.quorate.server.common.Fault when a keyspace's record cannot be read
     */
    public static KeyspaceMap of(long revision, List<KeyValue> contents) {
        boolean founded = false;
        SortedMap<String, KeyspaceSpec> keyspaces = new TreeMap<>();
        SortedMap<UUID, String> dropped = new TreeMap<>();
        SortedMap<String, Instant> drained = new TreeMap<>();
        for (KeyValue each : contents) {
            String key = text(each.key());
            if (each.key().equals(FOUNDED)) {
                founded = true;
            } else if (key.startsWith(KEYSPACES)) {
                String name = key.substring(KEYSPACES.length());
                keyspaces.put(name, KeyspaceRecord.read(name, text(each.value())));
            } else if (key.startsWith(DROPPED)) {
                dropped.put(UUID.fromString(key.substring(DROPPED.length())), text(each.value()));
            } else if (key.startsWith(DRAINED)) {
                drained.put(key.substring(DRAINED.length()), instant(text(each.value())));
            }
        }
        return new KeyspaceMap(revision, founded, keyspaces, dropped, drained);
    }

    /** Where a keyspace's record is kept. */
    public static Bytes keyOf(String keyspace) {
        return Bytes.utf8(KEYSPACES + keyspace);
    }

    /** Where it is kept that a group is dropped; the value is its keyspace's name. */
    public static Bytes droppedKeyOf(GroupId group) {
        return Bytes.utf8(DROPPED + group);
    }

    /** Where it is kept that a node is drained; the value is since when. */
    public static Bytes drainedKeyOf(NodeId node) {
        return Bytes.utf8(DRAINED + node);
    }

    /** What is kept of a keyspace. */
    public static Bytes valueOf(KeyspaceSpec spec) {
        return Bytes.utf8(KeyspaceRecord.write(spec));
    }

    public Optional<KeyspaceSpec> find(String keyspace) {
        return Optional.ofNullable(keyspaces.get(keyspace));
    }

    /** The nodes that shall lead nothing. */
    public Set<NodeId> drainedNodes() {
        return drained.keySet().stream().map(NodeId::new).collect(Collectors.toUnmodifiableSet());
    }

    /** That a node is drained counts, whatever is written about it. */
    private static Instant instant(String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    private static String text(Bytes bytes) {
        return new String(bytes.array(), StandardCharsets.UTF_8);
    }
}
