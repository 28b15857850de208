package io.quorate.server.api.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.api.ApiFixture;
import io.quorate.server.api.SoloKeyspace;
import io.quorate.server.api.conformance.EtcdRecording.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from the wire to the store answers as a real etcd did. */
class EtcdRecordingTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAnswerTheTableAsEtcdDid() throws IOException {
        shouldAnswerAs("etcd-table.txt", 150);
    }

    @Test
    void shouldAnswerRandomRequestsAsEtcdDid() throws IOException {
        shouldAnswerAs("etcd-random.txt", 800);
    }

    private void shouldAnswerAs(String recording, int atLeast) throws IOException {
        List<Step> steps = EtcdRecording.steps(EtcdRecording.resource(recording));
        assertThat(steps).hasSizeGreaterThan(atLeast);
        try (SoloKeyspace keyspace = new SoloKeyspace(directory.resolve("db"));
                ApiFixture api = new ApiFixture(keyspace)) {
            EtcdEndpoint quorate = new EtcdEndpoint(api.channel());
            for (Step step : steps) {
                assertThat(quorate.answer(EtcdRequest.parse(step.request())))
                        .as("%s line %d (%s): %s", recording, step.line(), step.comment(), step.request())
                        .isEqualTo(step.answer());
            }
        }
    }
}
