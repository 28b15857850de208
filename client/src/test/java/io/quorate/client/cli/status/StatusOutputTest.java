package io.quorate.client.cli.status;

import static io.quorate.client.cli.status.SketchedCluster.away;
import static io.quorate.client.cli.status.SketchedCluster.heard;
import static io.quorate.client.cli.status.SketchedCluster.leadership;
import static io.quorate.client.cli.status.SketchedCluster.next;
import static io.quorate.client.cli.status.SketchedCluster.nextUnsurvived;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.Keyspace;
import io.quorate.client.KeyspaceGoals;
import io.quorate.client.NodeReport;
import io.quorate.client.NodeReport.Leadership;
import io.quorate.client.NodeReport.Lease;
import io.quorate.client.NodeReport.Prospect;
import io.quorate.client.NodeReport.Replica;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is shown of a cluster. When a change is meant, run it with {@code -Dquorate.write=true}. */
class StatusOutputTest {
    private static final boolean WRITE = Boolean.getBoolean("quorate.write");
    private static final Path GOLDEN = Path.of("src/test/resources/status");
    private static final KeyspaceGoals ZONE = new KeyspaceGoals("zone", null, null, null);

    private static SketchedCluster healthy() {
        return new SketchedCluster()
                .keyspace(
                        "default",
                        "shanghai",
                        ZONE,
                        "n1",
                        leadership(true, "", next("city shanghai"), heard("n2"), heard("n3")))
                .keyspace(
                        "orders",
                        "hangzhou",
                        KeyspaceGoals.NONE,
                        "n3",
                        leadership(true, "", next("city shanghai"), heard("n1"), heard("n2")))
                .keyspace(
                        "system",
                        "",
                        KeyspaceGoals.NONE,
                        "n2",
                        leadership(true, "", next("city shanghai"), heard("n1"), heard("n3")));
    }

    /** n3 is away; n2 is drained, and leads all the same. */
    private static SketchedCluster ill() {
        return new SketchedCluster()
                .silent("n3")
                .drained("n2")
                .problem("n1", "keyspace 'bills' is not opened: no space left")
                .keyspace(
                        "default",
                        "shanghai",
                        ZONE,
                        "n1",
                        leadership(true, "", nextUnsurvived("node n1", "node n2"), heard("n2"), away("n3")))
                .keyspace("lost", "", KeyspaceGoals.NONE, "", null)
                .keyspace("remote", "hangzhou", KeyspaceGoals.NONE, "n3", null)
                .keyspace(
                        "orders",
                        "hangzhou",
                        KeyspaceGoals.NONE,
                        "n1",
                        leadership(
                                false,
                                "n3 has not answered for 3.2 s",
                                next("node n1", "node n2"),
                                heard("n2"),
                                away("n3")))
                .keyspace(
                        "system",
                        "",
                        KeyspaceGoals.NONE,
                        "n2",
                        leadership(
                                true,
                                "n1 has been fit for 2 of 5 s, n3 has not answered for 3.2 s",
                                new Prospect(false, false, List.of(), null),
                                heard("n1"),
                                away("n3")));
    }

    private static void compare(String name, String actual) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (WRITE) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, actual + "\n");
        }
        assertThat(file).content().isEqualTo(actual + "\n");
    }

    @Test
    void shouldShowAHealthyClusterWithoutWarnings() throws IOException {
        String text = StatusTables.of(healthy().view(), false);

        compare("healthy.txt", text);
        assertThat(text).doesNotContain("warning");
    }

    @Test
    void shouldSayWhatIsWrong() throws IOException {
        compare("ill.txt", StatusTables.of(ill().view(), false));
        compare("ill.json", StatusJson.of(ill().view()));
    }

    @Test
    void shouldShowTheReplicasOfOneKeyspace() throws IOException {
        compare("narrowed.txt", StatusTables.of(ill().view().narrowedTo("orders"), true));
    }

    private static Replica replica(String group, String leader, long term, @Nullable Leadership leadership) {
        return new Replica(
                new Keyspace(
                        "k", group, "same-city", List.of("n1", "n2", "n3"), "", true, leader, 1, KeyspaceGoals.NONE),
                false,
                new NodeReport.Log(term, 1, 1, 1),
                leadership == null ? Lease.FOLLOWER : Lease.EXPIRED,
                0,
                leadership);
    }

    /** One that has lost its majority may go on believing for a while. */
    @Test
    void shouldBelieveTheNewerOfTwoLeaders() {
        Leadership alone = leadership(true, "", next(), away("n2"), away("n3"));
        SketchedCluster cluster = new SketchedCluster()
                .replica("n1", replica("g", "n1", 7, alone))
                .replica("n2", replica("g", "n2", 8, leadership(true, "", next(), heard("n3"), away("n1"))))
                .replica("n3", replica("g", "n2", 8, null));
        assertThat(cluster.view().keyspaces())
                .singleElement()
                .extracting(KeyspaceView::leader)
                .isEqualTo("n2");

        SketchedCluster unheard = new SketchedCluster()
                .silent("n2")
                .replica("n1", replica("g", "n1", 7, alone))
                .replica("n3", replica("g", "n2", 8, null));
        assertThat(unheard.view().keyspaces()).singleElement().satisfies(keyspace -> {
            assertThat(keyspace.leader()).isEqualTo("n2");
            assertThat(keyspace.leadership()).isNull();
        });
        assertThat(unheard.view().ledBy("n2")).hasSize(1);
        assertThat(unheard.view().ledBy("n1")).isEmpty();
    }

    /** A node that only stands for election has a higher term, and knows of no other leader. */
    @Test
    void shouldNotTakeACandidateForALeader() {
        SketchedCluster cluster = new SketchedCluster()
                .replica("n1", replica("g", "n1", 7, leadership(true, "", next(), heard("n2"), away("n3"))))
                .replica("n2", replica("g", "n1", 7, null))
                .replica("n3", replica("g", "", 9, null));

        assertThat(cluster.view().keyspaces())
                .singleElement()
                .extracting(KeyspaceView::leader)
                .isEqualTo("n1");
    }
}
