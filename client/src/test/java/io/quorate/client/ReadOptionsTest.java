package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.quorate.client.GetOptions.Consistency;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReadOptionsTest {
    private static final GetOptions GET = GetOptions.defaults();
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void refused(ThrowingCallable call, String because) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(because);
    }

    @Test
    void shouldSayNothingUnlessTold() {
        assertThat(GET.consistency()).isEqualTo(Consistency.LINEARIZABLE);
        assertThat(GET.reading().metadata()).isEmpty();
    }

    @Test
    void shouldTakeTheLevelFromWhatIsAskedFor() {
        assertThat(GET.withMaxStaleness(SECOND).consistency()).isEqualTo(Consistency.BOUNDED);
        assertThat(GET.withSession(7).consistency()).isEqualTo(Consistency.SESSION);
        assertThat(GET.withSession(0).consistency()).isEqualTo(Consistency.SESSION);
        GetOptions both = GET.withSession(7).withMaxStaleness(SECOND);
        assertThat(both.consistency()).isEqualTo(Consistency.BOUNDED);
        assertThat(GET.withMaxStaleness(SECOND).withSession(7)).isEqualTo(both);
    }

    @Test
    void shouldSayItInMetadata() {
        assertThat(ReadOptions.session(7).metadata())
                .containsOnly(entry("quorate-consistency", "session"), entry("quorate-min-revision", "7"));
        assertThat(ReadOptions.bounded(Duration.ofMillis(1500))
                        .withMinRevision(7)
                        .withOnMiss(OnMiss.ERROR)
                        .metadata())
                .containsOnly(
                        entry("quorate-consistency", "bounded"),
                        entry("quorate-max-staleness-ms", "1500"),
                        entry("quorate-min-revision", "7"),
                        entry("quorate-on-miss", "error"));
        assertThat(ReadOptions.defaults().withConsistency(Consistency.BOUNDED).metadata())
                .containsOnly(entry("quorate-consistency", "bounded"));
        // Rather too fresh than not fresh enough.
        assertThat(ReadOptions.bounded(Duration.ofNanos(1_999_999)).metadata())
                .containsEntry("quorate-max-staleness-ms", "1");
    }

    @Test
    void shouldRefuseWhatContradictsTheLevel() {
        refused(
                () -> GET.withConsistency(Consistency.LINEARIZABLE).withMaxStaleness(SECOND),
                "a max staleness needs a bounded read; this one is linearizable");
        refused(() -> GET.withConsistency(Consistency.SERIALIZABLE).withMaxStaleness(SECOND), "serializable");
        refused(() -> GET.withConsistency(Consistency.SESSION).withMaxStaleness(SECOND), "session");
        refused(() -> GET.withMaxStaleness(SECOND).withConsistency(Consistency.SESSION), "session");
        refused(
                () -> GET.withConsistency(Consistency.LINEARIZABLE).withSession(7),
                "a min revision needs a session or bounded read; this one is linearizable");
        refused(() -> GET.withConsistency(Consistency.SERIALIZABLE).withSession(7), "serializable");
        refused(() -> GET.withSession(7).withConsistency(Consistency.SERIALIZABLE), "serializable");
        refused(() -> GET.withOnMiss(OnMiss.ERROR), "what to do on a miss needs a session or bounded read");
        refused(() -> GET.withConsistency(Consistency.SERIALIZABLE).withOnMiss(OnMiss.WAIT), "serializable");
        assertThat(GET.withConsistency(Consistency.BOUNDED)
                        .withSession(7)
                        .withOnMiss(OnMiss.WAIT)
                        .reading()
                        .onMiss())
                .isEqualTo(OnMiss.WAIT);
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        refused(() -> GET.withSession(-1), "-1");
        refused(() -> GET.withMaxStaleness(Duration.ofMillis(-1)), "PT-0.001S");
        refused(() -> GET.withMaxStaleness(Duration.ofDays(366)), "365 days");
        assertThat(GET.withMaxStaleness(Duration.ZERO).reading().metadata())
                .containsEntry("quorate-max-staleness-ms", "0");
    }

    @Test
    void shouldNotReadTheGetsOfATransactionAtSeveralLevels() {
        KeyRange all = KeyRange.all();
        refused(() -> new Operation.Get(all, GET.withMaxStaleness(SECOND)), "one level");
        refused(() -> new Operation.Get(all, GET.withSession(7)), "one level");
        assertThat(new Operation.Get(all, GET.withConsistency(Consistency.SERIALIZABLE)).options())
                .extracting(GetOptions::consistency)
                .isEqualTo(Consistency.SERIALIZABLE);
    }
}
