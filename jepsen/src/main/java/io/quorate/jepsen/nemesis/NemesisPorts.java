package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Cluster;
import java.util.List;

/**
 * What a nemesis acts on and looks at.
 *
 * @param keyspaces under load, the default one first
 * @param operator changes keyspaces, also others than those
 */
public record NemesisPorts(Cluster cluster, List<KeyspacePorts> keyspaces, Keyspaces operator, Timing timing) {
    public NemesisPorts {
        keyspaces = List.copyOf(keyspaces);
    }
}
