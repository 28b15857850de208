package io.quorate.server.api.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.api.ApiFixture;
import io.quorate.server.api.conformance.EtcdRecording.Step;
import io.quorate.server.cluster.TestCluster;
import io.quorate.server.cluster.TestNode;
import io.quorate.server.replication.ratis.RatisSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three replicas answer as one etcd did, whichever of them is asked: every request goes to the next node, so each read
 * is of a write that another node took.
 */
class EtcdRecordingIT {
    @TempDir
    private Path directory;

    @Test
    void shouldAnswerTheTableAsEtcdDidOnEveryNode() throws IOException {
        shouldAnswerAs("etcd-table.txt", Integer.MAX_VALUE);
    }

    @Test
    void shouldAnswerRandomRequestsAsEtcdDidOnEveryNode() throws IOException {
        shouldAnswerAs("etcd-random.txt", 250);
    }

    private void shouldAnswerAs(String recording, int most) throws IOException {
        List<ApiFixture> apis = new ArrayList<>();
        // Patient elections: on a busy machine a change of leader would be an answer that etcd did not give.
        RatisSettings settings = new RatisSettings(
                Duration.ofSeconds(3), Duration.ofSeconds(4), 100_000, 64L << 20, 1_000, 8L << 20, 16L << 20);
        try (TestCluster cluster = new TestCluster(directory, 3, settings).start()) {
            cluster.awaitLeader();
            List<EtcdEndpoint> nodes = new ArrayList<>();
            for (TestNode node : cluster.nodes()) {
                ApiFixture api = new ApiFixture(node.keyspace());
                apis.add(api);
                nodes.add(new EtcdEndpoint(api.channel()));
            }
            int next = 0;
            List<Step> steps = EtcdRecording.steps(EtcdRecording.resource(recording));
            for (Step step : steps.subList(0, Math.min(most, steps.size()))) {
                // A serializable read may be old on another node, and that is right.
                String request = step.request().replace("serializable: true", "");
                assertThat(nodes.get(next % nodes.size()).answer(EtcdRequest.parse(request)))
                        .as("%s line %d (%s): %s", recording, step.line(), step.comment(), request)
                        .isEqualTo(step.answer());
                next++;
            }
        } finally {
            apis.forEach(ApiFixture::close);
        }
    }
}
