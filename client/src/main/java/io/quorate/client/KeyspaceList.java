package io.quorate.client;

import java.util.List;

/**
 * The cluster's keyspaces.
 *
 * @param epoch of the map that has them: a higher one is newer
 * @param keyspaces by name
 */
public record KeyspaceList(long epoch, List<Keyspace> keyspaces) {
    public KeyspaceList {
        keyspaces = List.copyOf(keyspaces);
    }
}
