package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyRange;
import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceClient;
import io.quorate.client.KeyspaceOptions;
import io.quorate.client.KeyspaceSwitch;
import io.quorate.client.QuorateClient;
import io.quorate.client.RejectedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several keyspaces on the same three nodes: each with keys, revisions and a leader of its own. */
@Tag("side-by-side")
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
        for (int round = 0; round < 2; round++) {
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

    @Test
    void shouldCreateAndDropWhileItServes() throws Exception {
        try (QuorateClient client = cluster.client("default", PATIENCE)) {
            KeyspaceClient keyspaces = client.keyspaces();
            assertThat(keyspaces.list().join().keyspaces())
                    .extracting(Keyspace::name)
                    .containsExactly("default", "orders", "users");

            Keyspace bills = keyspaces.create("bills", KeyspaceOptions.DEFAULT).join();
            assertThat(bills.leader()).isNotEmpty();
            for (int node = 0; node < ProcessCluster.SIZE; node++) {
                assertThat(put(node, "bills", "k" + node)).isEqualTo(node + 2);
            }
            assertThatThrownBy(() ->
                            keyspaces.create("bills", KeyspaceOptions.DEFAULT).join())
                    .hasMessageContaining("keyspace exists");
            assertThatThrownBy(() -> keyspaces.drop("default").join()).hasMessageContaining("always exists");

            keyspaces.drop("bills").join();
            awaitFilesOf(bills.group(), false);
            assertThatThrownBy(() -> get("bills", "k0")).hasMessageContaining("keyspace not found");

            Keyspace again = keyspaces.create("bills", KeyspaceOptions.DEFAULT).join();
            assertThat(again.group()).isNotEqualTo(bills.group());
            assertThat(get("bills", "k0")).isEmpty();
            assertThat(put("bills", "k", "new")).isEqualTo(2);
        }
    }

    /** What was decided while a node was away, it does when it comes back; and it survives all being killed. */
    @Test
    void shouldFollowTheMapAfterBeingAway() throws Exception {
        try (QuorateClient client = cluster.client("default", PATIENCE)) {
            KeyspaceClient keyspaces = client.keyspaces();
            keyspaces.list().join();
            put("orders", "k", "an order");
            String orders = keyspaces.list().join().keyspaces().get(1).group();
            awaitFilesOf(orders, true);
            cluster.kill(2);
            leaveKilledNode(keyspaces);

            keyspaces.drop("orders").join();
            keyspaces.create("bills", KeyspaceOptions.DEFAULT).join();
            put("bills", "k", "a bill");
            cluster.start(2);

            awaitFilesOf(orders, false);
            assertThat(get("bills", "k")).isEqualTo("a bill");
            for (int node = 0; node < ProcessCluster.SIZE; node++) {
                cluster.kill(node);
            }
            cluster.startAll();

            // The topology file still has it, but the map counts: it must not come back, not even empty.
            assertThatThrownBy(() -> get("orders", "k")).hasMessageContaining("keyspace not found");
            assertThat(get("bills", "k")).isEqualTo("a bill");
            assertThat(put(2, "bills", "more")).isEqualTo(3);
            assertThat(keyspaces.list().join().keyspaces())
                    .extracting(Keyspace::name)
                    .containsExactly("bills", "default", "users");
            awaitFilesOf(orders, false);
        }
    }

    /**
     * A change that is sent over the connection to a killed node has no known outcome. A read does not mind, and the
     * client asks another node from then on.
     */
    private static void leaveKilledNode(KeyspaceClient keyspaces) {
        keyspaces.list().join();
    }

    /** Under load: nothing acknowledged is lost, and it stays where it was put. */
    @Test
    void shouldSwitchTheLeaderUnderLoad() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Long> pauses = new ArrayList<>();
        try (QuorateClient client = cluster.client("orders", PATIENCE)) {
            client.kv().put(KEY, KEY).join();
            CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> putUntil(over, client, pauses));
            for (String place : List.of("n2", "z3", "n1")) {
                // One that came to lead just now waits until the others have been fit for a while.
                KeyspaceSwitch done = Awaitility.await("led from " + place)
                        .atMost(PATIENCE)
                        .until(
                                () -> client.keyspaces()
                                        .switchTo("orders", place)
                                        .join(),
                                KeyspaceSwitch::there);
                assertThat(done.keyspace().home()).isEqualTo(place);
                assertThat(done.keyspace().leader()).isEqualTo("n" + place.charAt(1));
            }
            over.set(true);
            int puts = load.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

            assertThat(client.kv()
                            .get(KeyRange.prefix(ByteString.copyFromUtf8("load-")), GetOptions.defaults())
                            .join()
                            .entries())
                    .hasSize(puts);
            pauses.sort(null);
            System.out.println("KeyspacesIT: " + puts + " puts during three switches, longest (ms) "
                    + pauses.subList(Math.max(0, puts - 10), puts));
            assertThatThrownBy(() ->
                            client.keyspaces().switchTo("orders", "nowhere").join())
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("no city, zone or node 'nowhere'");
        }
    }

    private static int putUntil(AtomicBoolean over, QuorateClient client, List<Long> millis) {
        int puts = 0;
        while (!over.get()) {
            long began = System.nanoTime();
            client.kv().put(ByteString.copyFromUtf8("load-" + puts), KEY).join();
            millis.add((System.nanoTime() - began) / 1_000_000);
            puts++;
        }
        return puts;
    }

    private long put(int node, String keyspace, String key) {
        try (QuorateClient client = cluster.client(node, keyspace, PATIENCE)) {
            return client.kv()
                    .put(ByteString.copyFromUtf8(key), KEY)
                    .join()
                    .header()
                    .revision();
        }
    }

    private void awaitFilesOf(String group, boolean there) {
        for (int node = 0; node < ProcessCluster.SIZE; node++) {
            Path files = cluster.data(node).resolve("groups").resolve(group);
            Awaitility.await("files of " + group + " on " + node + ": " + there)
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(files) == there);
        }
    }
}
