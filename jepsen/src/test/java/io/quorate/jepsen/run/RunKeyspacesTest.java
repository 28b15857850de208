package io.quorate.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.nemesis.FaultSkipped;
import io.quorate.proto.v1.Keyspace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunKeyspacesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Keyspace DEFAULT =
            Keyspace.newBuilder().setName(History.DEFAULT_KEYSPACE).build();

    @Test
    void asksAgainWhenANodeAnswersLateOrBeforeTheListWasFounded() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        assertThat(RunKeyspaces.listed(
                        () -> switch (asked.incrementAndGet()) {
                            case 1 -> throw new FaultFailed("Keyspaces.List: DEADLINE_EXCEEDED");
                            case 2 -> List.of();
                            default -> List.of(DEFAULT);
                        },
                        LONG))
                .containsOnlyKeys(History.DEFAULT_KEYSPACE);
        assertThat(asked).hasValue(3);
    }

    @Test
    void hasNoneWhereTheStoreKnowsNone() throws Exception {
        assertThat(RunKeyspaces.listed(
                        () -> {
                            throw new FaultSkipped("the server knows no keyspaces");
                        },
                        LONG))
                .isEmpty();
    }

    @Test
    void saysWhatItSawLastWhenTheTimeIsOver() {
        assertThatThrownBy(() -> RunKeyspaces.listed(
                        () -> {
                            throw new FaultFailed("Keyspaces.List: UNAVAILABLE");
                        },
                        Duration.ZERO))
                .isInstanceOf(HarnessFailure.class)
                .hasMessage("the keyspaces are not listed within 0 s: Keyspaces.List: UNAVAILABLE");
    }
}
