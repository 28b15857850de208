package io.quorate.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.api.SoloKeyspace;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.request.ManualTimer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marks of nodes in the map, against the real state machine. */
class NodeCatalogTest {
    private static final NodeId N1 = new NodeId("n1");
    private static final KeyspaceSpec DEFAULT =
            new KeyspaceSpec("default", new GroupId(new UUID(0, 1)), "same-city", List.of(N1), null, true);

    @TempDir
    private Path directory;

    private final ManualTimer time = new ManualTimer();
    private SoloKeyspace system;
    private NodeCatalog nodes;

    @SuppressWarnings("NullAway.Init") // made before each test
    NodeCatalogTest() {}

    @BeforeEach
    void open() {
        system = new SoloKeyspace(directory);
        KeyspaceCatalog keyspaces = new KeyspaceCatalog(
                system,
                new KeyspaceCatalog.Bounds("default", List.of("same-city"), List.of(), 3),
                () -> new GroupId(new UUID(0, 2)));
        keyspaces.found(List.of(DEFAULT), 0).join();
        nodes = new NodeCatalog(system, keyspaces, Optional::empty, time);
    }

    @AfterEach
    void close() {
        system.close();
    }

    private KeyspaceMap map() {
        return nodes.map(0).join();
    }

    @Test
    void shouldMarkANodeAndRememberSinceWhen() {
        Instant before = Instant.ofEpochMilli(time.wallMillis());
        long epoch = nodes.drain(N1, true, 0).join();
        assertThat(map().drained()).containsOnlyKeys("n1").containsValue(before);
        assertThat(map().drainedNodes()).containsExactly(N1);
        assertThat(map().epoch()).isEqualTo(epoch);
        assertThat(map().keyspaces().values()).as("nothing else changes").containsExactly(DEFAULT);

        time.advance(5_000);
        nodes.drain(N1, true, 0).join();
        assertThat(map().drained()).as("still since then").containsValue(before);
        assertThat(map().epoch()).as("nothing is written twice").isEqualTo(epoch);
    }

    @Test
    void shouldTakeTheMarkAway() {
        nodes.drain(N1, true, 0).join();

        nodes.drain(N1, false, 0).join();
        long epoch = map().epoch();
        nodes.drain(N1, false, 0).join();

        assertThat(map().drained()).isEmpty();
        assertThat(map().epoch()).isEqualTo(epoch);
    }
}
