package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.NodeId;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.TopologyReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoHomeTest {
    private static final ClusterConfig CLUSTER = TopologyReader.builtIn();

    @TempDir
    Path scratch;

    @Test
    void shouldForgetItsNodesAndNothingElse() throws Exception {
        Path first = node("n1");
        Path other = Files.writeString(scratch.resolve("notes.txt"), "mine");
        Files.writeString(scratch.resolve("n1/node.log"), "old");

        home().removeNodes(CLUSTER);

        assertThat(first).doesNotExist();
        assertThat(scratch.resolve("n1")).doesNotExist();
        assertThat(other).exists();
    }

    @Test
    void shouldRemoveNothingWhenOneDirectoryIsSomethingElse() throws Exception {
        Path first = node("n1");
        Files.createDirectories(scratch.resolve("n2/data/photos"));

        assertThatThrownBy(() -> home().removeNodes(CLUSTER))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("is not a node's directory; --fresh removes nothing else");
        assertThat(first).exists();
    }

    @Test
    void shouldRemoveNothingWhileANodeRuns() throws Exception {
        Path first = node("n1");
        try (DataDirectory running = DataDirectory.open(scratch.resolve("n3/data"), CLUSTER.name(), new NodeId("n3"))) {
            assertThatThrownBy(() -> home().removeNodes(CLUSTER)).hasMessageContaining("is in use");
            assertThat(running.path()).exists();
        }
        assertThat(first).exists();
    }

    @Test
    void shouldRemoveNothingOfAnotherCluster() throws Exception {
        DataDirectory.open(scratch.resolve("n1/data"), "production", new NodeId("n1"))
                .close();

        assertThatThrownBy(() -> home().removeNodes(CLUSTER)).hasMessageContaining("cluster 'production'");
        assertThat(scratch.resolve("n1/data")).exists();
    }

    @Test
    void shouldKeepEachClustersDemoApart() {
        assertThat(DemoHome.of(null, CLUSTER).directory()).endsWithRaw(Path.of(".quorate", "demo"));
    }

    private Path node(String name) throws StartFailure {
        Path data = scratch.resolve(name).resolve("data");
        DataDirectory.open(data, CLUSTER.name(), new NodeId(name)).close();
        return data;
    }

    private DemoHome home() {
        return DemoHome.of(scratch, CLUSTER);
    }
}
