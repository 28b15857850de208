package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.quorate.client.QuorateClient;
import io.quorate.client.RejectedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several keyspaces on the same three nodes: each with keys, revisions and a leader of its own. */
class KeyspacesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final List<String> KEYSPACES = List.of("default", "orders", "users");
    private static final ByteString KEY = ByteString.copyFromUtf8("k");

    @TempDir
    private Path directory;

    private ProcessCluster cluster;

    @SuppressWarnings("NullAway.Init") // made before each test
    KeyspacesIT() {}

    @BeforeEach
    void start() throws Exception {
        cluster = new ProcessCluster(directory).withKeyspaces("orders", "users");
        cluster.startAll();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    private String get(String keyspace, String key) {
        try (QuorateClient client = cluster.client(keyspace, PATIENCE)) {
            var entries = client.kv().get(ByteString.copyFromUtf8(key)).join().entries();
            return entries.isEmpty() ? "" : entries.get(0).value().toStringUtf8();
        }
    }

    private long put(String keyspace, String key, String value) {
        try (QuorateClient client = cluster.client(keyspace, PATIENCE)) {
            return client.kv()
                    .put(ByteString.copyFromUtf8(key), ByteString.copyFromUtf8(value))
                    .join()
                    .header()
                    .revision();
        }
    }

    @Test
    void shouldKeepTheKeysAndRevisionsOfKeyspacesApart() {
        assertThat(put("orders", "k", "an order")).isEqualTo(2);
        assertThat(put("orders", "k", "another")).isEqualTo(3);
        assertThat(put("users", "k", "a user")).isEqualTo(2);

        assertThat(get("orders", "k")).isEqualTo("another");
        assertThat(get("users", "k")).isEqualTo("a user");
        assertThat(get("default", "k")).isEmpty();
        try (QuorateClient client = cluster.client("nowhere", PATIENCE)) {
            assertThatThrownBy(() -> client.kv().get(KEY).join())
                    .hasCauseInstanceOf(RejectedException.class)
                    .hasMessageContaining("keyspace not found");
        }
    }

    @Test
    void shouldLoseNothingOfAnyKeyspaceWhenNodesAreKilled() throws Exception {
        Map<String, List<String>> acknowledged = new TreeMap<>();
        for (int round = 0; round < 3; round++) {
            for (String keyspace : KEYSPACES) {
                for (int i = 0; i < 10; i++) {
                    String key = "r" + round + "-" + i;
                    put(keyspace, key, keyspace + key);
                    acknowledged
                            .computeIfAbsent(keyspace, name -> new ArrayList<>())
                            .add(key);
                }
            }
            if (round == 1) {
                for (int node = 0; node < ProcessCluster.SIZE; node++) {
                    cluster.kill(node);
                }
                cluster.startAll();
            } else {
                cluster.kill(round);
                cluster.start(round);
            }
        }

        acknowledged.forEach((keyspace, keys) -> assertThat(keys)
                .allSatisfy(key -> assertThat(get(keyspace, key)).isEqualTo(keyspace + key)));
    }
}
