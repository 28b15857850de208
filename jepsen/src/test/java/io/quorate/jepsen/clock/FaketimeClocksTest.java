package io.quorate.jepsen.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaketimeClocksTest {
    private static final Path LIBRARY = Path.of("/somewhere/libfaketimeMT.so.1");

    @TempDir
    private Path directory;

    private final FollowingNode node = new FollowingNode();
    private FaketimeClocks clocks;

    @SuppressWarnings("NullAway.Init") // made before each test
    FaketimeClocksTest() {}

    /** Does what the file says, at once. */
    private final class FollowingNode implements ShownTime {
        private boolean running = true;
        private boolean follows = true;

        @Override
        public boolean isRunning(int index) {
            return running;
        }

        @Override
        public Instant wall(int index) throws IOException {
            double seconds = follows ? Double.parseDouble(file().split(" ")[0]) : 0;
            return Instant.now().plusMillis(Math.round(1_000 * seconds)).truncatedTo(ChronoUnit.SECONDS);
        }

        @Override
        public Duration uptime(int index) throws IOException {
            String[] words = file().split(" x");
            double rate = words.length == 1 || !follows ? 1 : Double.parseDouble(words[1]);
            return Duration.ofNanos(Math.round(System.nanoTime() * rate));
        }
    }

    @BeforeEach
    void open() throws IOException {
        clocks = new FaketimeClocks(LIBRARY, directory, List.of("n1"), node, Duration.ofMillis(1_500));
    }

    private String file() throws IOException {
        return Files.readString(directory.resolve("clock-n1")).strip();
    }

    @Test
    void shouldFakeOnlyTheWallClockWhileTheRateIsRight() throws Exception {
        assertThat(clocks.startingEnvironment(0))
                .containsEntry("LD_PRELOAD", LIBRARY.toString())
                .containsEntry(
                        "FAKETIME_TIMESTAMP_FILE", directory.resolve("clock-n1").toString())
                .containsEntry("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .containsEntry("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        assertThat(file()).isEqualTo("+0.000");
    }

    @Test
    void shouldStepAndStepBack() throws Exception {
        clocks.step(0, Duration.ofMinutes(-90));
        assertThat(file()).isEqualTo("-5400.000");
        clocks.step(0, Duration.ofMillis(300));
        assertThat(file()).isEqualTo("+0.300");
        clocks.healAll();
        assertThat(file()).isEqualTo("+0.000");
    }

    @Test
    void shouldSayWhenTheNodeDoesNotFollow() {
        node.follows = false;
        assertThatThrownBy(() -> clocks.step(0, Duration.ofMillis(200)))
                .isInstanceOf(FaultFailed.class)
                .hasMessageContaining("between");
    }

    @Test
    void shouldNotStepWhatDoesNotRun() throws Exception {
        node.running = false;
        assertThatThrownBy(() -> clocks.step(0, Duration.ofHours(1))).isInstanceOf(FaultFailed.class);
        assertThat(file()).isEqualTo("+0.000");
    }

    @Test
    void shouldRunAtARateFromTheNextStartUntilOneAfterHealing() throws Exception {
        clocks.rate(0, 1.25);
        assertThat(file()).isEqualTo("+0.000");
        assertThat(clocks.startingEnvironment(0)).doesNotContainKey("FAKETIME_DONT_FAKE_MONOTONIC");
        assertThat(file()).isEqualTo("+0.000 x1.250000");
        clocks.verifyRate(0);
        assertThatThrownBy(() -> clocks.step(0, Duration.ofHours(1))).isInstanceOf(FaultFailed.class);

        clocks.healAll();
        clocks.verifyRate(0);
        clocks.startingEnvironment(0);
        assertThat(file()).isEqualTo("+0.000");
        clocks.verifyRate(0);
    }

    @Test
    void shouldSayWhenTheRateIsAnother() throws Exception {
        clocks.rate(0, 0.9);
        clocks.startingEnvironment(0);
        node.follows = false;
        assertThatThrownBy(() -> clocks.verifyRate(0)).isInstanceOf(FaultFailed.class);
    }
}
