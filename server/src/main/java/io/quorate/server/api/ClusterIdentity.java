package io.quorate.server.api;

import io.quorate.server.common.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The numbers etcd's clients know a cluster and its members by. They come from the names alone, so they are the same on
 * every node and after every restart.
 */
public record ClusterIdentity(String cluster, NodeId self, long clusterId, long memberId) {
    /** Of a node of a cluster. */
    public static ClusterIdentity of(String cluster, NodeId self) {
        return new ClusterIdentity(cluster, self, hash("cluster", cluster), memberId(cluster, self));
    }

    /** The number of any node of this cluster. */
    public long memberId(NodeId node) {
        return node.equals(self) ? memberId : memberId(cluster, node);
    }

    private static long memberId(String cluster, NodeId node) {
        return hash("member", cluster + "/" + node.value());
    }

    private static long hash(String kind, String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("quorate/" + kind + "/" + name).getBytes(StandardCharsets.UTF_8));
            long id = ByteBuffer.wrap(digest).getLong();
            // 0 means "none" to etcd's clients.
            return id == 0 ? 1 : id;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
