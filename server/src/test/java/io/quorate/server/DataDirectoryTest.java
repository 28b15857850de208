package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final NodeId N1 = new NodeId("n1");

    @TempDir
    Path scratch;

    @Test
    void shouldBelongToOneNodeForEver() throws Exception {
        Path path = scratch.resolve("deep/data");
        DataDirectory.open(path, "demo", N1).close();
        DataDirectory.open(path, "demo", N1).close();

        assertThat(failure(path, "demo", new NodeId("n2")).exit()).isEqualTo(ServerExit.WRONG_DATA_DIRECTORY);
        assertThat(failure(path, "other", N1))
                .hasMessageContaining("belongs to node 'n1' of cluster 'demo', not to node 'n1' of cluster 'other'");
    }

    @Test
    void shouldBeUsedByOneAtATime() throws Exception {
        try (DataDirectory first = DataDirectory.open(scratch, "demo", N1)) {
            StartFailure failure = failure(first.path(), "demo", N1);

            assertThat(failure.exit()).isEqualTo(ServerExit.DATA_DIRECTORY_LOCKED);
            assertThat(failure)
                    .hasMessageContaining(
                            "is in use by process " + ProcessHandle.current().pid());
        }
        DataDirectory.open(scratch, "demo", N1).close();
    }

    @Test
    void shouldRefuseADirectoryOfSomethingElse() throws Exception {
        Files.writeString(scratch.resolve("thesis.txt"), "chapter one");

        assertThat(failure(scratch, "demo", N1).exit()).isEqualTo(ServerExit.WRONG_DATA_DIRECTORY);
        assertThat(DataDirectory.isSomeNodes(scratch)).isFalse();
    }

    @Test
    void shouldRefuseWhatANewerReleaseWrote() throws Exception {
        DataDirectory.open(scratch, "demo", N1).close();
        replaceIdentity("format=1", "format=2");

        assertThat(failure(scratch, "demo", N1)).hasMessageContaining("newer release (format 2, this one knows 1)");
    }

    @Test
    void shouldRefuseADamagedIdentity() throws Exception {
        DataDirectory.open(scratch, "demo", N1).close();
        replaceIdentity("format=1", "fo");

        assertThat(failure(scratch, "demo", N1)).hasMessageContaining("damaged quorate.identity");
    }

    @Test
    void shouldSayThatADirectoryCannotBeMade() throws Exception {
        Path file = Files.createFile(scratch.resolve("file"));

        StartFailure failure = failure(file.resolve("data"), "demo", N1);

        assertThat(failure.exit()).isEqualTo(ServerExit.DATA_DIRECTORY_UNUSABLE);
        assertThat(failure).hasMessageContaining("cannot be used").hasMessageContaining("check its path");
    }

    private void replaceIdentity(String from, String to) throws IOException {
        Path identity = scratch.resolve(DataDirectory.IDENTITY);
        Files.writeString(identity, Files.readString(identity).replace(from, to));
    }

    private static StartFailure failure(Path path, String cluster, NodeId node) {
        StartFailure failure = catchThrowableOfType(
                StartFailure.class,
                () -> DataDirectory.open(path, cluster, node).close());
        assertThat(failure).as("the directory is refused").isNotNull();
        return failure;
    }
}
