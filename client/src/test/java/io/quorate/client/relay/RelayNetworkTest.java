package io.quorate.client.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayNetworkTest {
    private static final int MEGABYTE = 1 << 20;

    private Wire wire;

    @BeforeEach
    void open() throws IOException {
        wire = new Wire();
    }

    @AfterEach
    void close() throws IOException {
        wire.close();
    }

    private RelayNetwork network() {
        return wire.network();
    }

    @Test
    void shouldPassBytesBothWaysAndCountThemByDirection() throws Exception {
        try (Wire.Talk talk = wire.open(0)) {
            Wire.say(talk.near(), "question");
            assertThat(Wire.hear(talk.far(), 8)).isEqualTo("question");
            Wire.say(talk.far(), "yes");
            assertThat(Wire.hear(talk.near(), 3)).isEqualTo("yes");
        }

        network().verify(0, 1);
        network().verify(1, 0);
        assertThat(network().delivered(0, 1)).isEqualTo(8);
        assertThat(network().delivered(1, 0)).isEqualTo(3);
    }

    @Test
    void shouldPassTheEndOfAStreamAndStillTheAnswer() throws Exception {
        try (Wire.Talk talk = wire.open(0)) {
            Wire.say(talk.near(), "all");
            talk.near().shutdownOutput();
            assertThat(talk.far().getInputStream().readAllBytes()).hasSize(3);
            Wire.say(talk.far(), "thanks");
            talk.far().shutdownOutput();
            assertThat(talk.near().getInputStream().readAllBytes()).hasSize(6);
        }
    }

    @Test
    void shouldPassAReset() throws Exception {
        try (Wire.Talk talk = wire.open(0)) {
            talk.far().setSoLinger(true, 0);
            talk.far().close();
            assertThat(Wire.isReset(talk.near())).isTrue();
        }
    }

    @Test
    void shouldResetWhenNobodyListens() throws Exception {
        wire.stopListening(1);
        assertThat(wire.isRefused(0)).isTrue();
    }

    @Test
    void shouldHoldOnlyTheCutDirectionOfConnectionsThatEitherSideOpened() throws Exception {
        try (Wire.Talk byZero = wire.open(0);
                Wire.Talk byOne = wire.open(1)) {
            network().drop(0, 1);
            Wire.say(byZero.near(), "forward");
            Wire.say(byOne.far(), "answer");
            Wire.say(byZero.far(), "b");
            Wire.say(byOne.near(), "f");

            assertThat(Wire.hear(byZero.near(), 1)).isEqualTo("b");
            assertThat(Wire.hear(byOne.far(), 1)).isEqualTo("f");
            assertThat(Wire.isSilent(byZero.far())).isTrue();
            assertThat(Wire.isSilent(byOne.near())).isTrue();
            network().verify(0, 1);
            network().verify(1, 0);

            network().heal(0, 1);
            assertThat(Wire.hear(byZero.far(), 7)).isEqualTo("forward");
            assertThat(Wire.hear(byOne.near(), 6)).isEqualTo("answer");
            network().verify(0, 1);
        }
    }

    @Test
    void shouldNotLetTheEndOfAConnectionThroughACut() throws Exception {
        try (Wire.Talk talk = wire.open(0)) {
            network().drop(0, 1);
            talk.near().close();
            assertThat(Wire.isSilent(talk.far())).isTrue();

            network().heal(0, 1);
            assertThat(talk.far().getInputStream().read()).isNegative();
        }
    }

    @Test
    void shouldNotLetAResetThroughACutAgainstIt() throws Exception {
        try (Wire.Talk talk = wire.open(0)) {
            network().drop(1, 0);
            talk.far().setSoLinger(true, 0);
            talk.far().close();
            Wire.say(talk.near(), "to nobody");
            Wire.say(talk.near(), "once more");
            assertThat(Wire.isSilent(talk.near())).isTrue();

            network().heal(1, 0);
            assertThat(Wire.isReset(talk.near())).isTrue();
        }
    }

    @Test
    void shouldResetWhatWasOpenedDuringACutSoThatNothingOfItArrives() throws Exception {
        network().drop(1, 0);
        try (Socket socket = wire.dial(0)) {
            Wire.say(socket, "stale");
            assertThat(Wire.isSilent(socket)).isTrue();

            network().heal(1, 0);
            assertThat(Wire.isReset(socket)).isTrue();
        }
        try (Wire.Talk talk = wire.open(0)) {
            Wire.say(talk.near(), "fresh");
            assertThat(Wire.hear(talk.far(), 5)).isEqualTo("fresh");
        }
    }

    @Test
    void shouldResetOldAndNewConnectionsOfALink() throws Exception {
        try (Wire.Talk byZero = wire.open(0);
                Wire.Talk byOne = wire.open(1)) {
            network().verify(0, 1);
            network().reset(0, 1);

            assertThat(Wire.isReset(byZero.near())).isTrue();
            assertThat(Wire.isReset(byZero.far())).isTrue();
            assertThat(Wire.isReset(byOne.near())).isTrue();
            assertThat(wire.isRefused(1)).isTrue();
            network().verify(0, 1);
            network().verify(1, 0);
        }
        network().heal(0, 1);
        network().verify(0, 1);
        try (Wire.Talk talk = wire.open(0)) {
            Wire.say(talk.near(), "x");
            assertThat(Wire.hear(talk.far(), 1)).isEqualTo("x");
        }
    }

    @Test
    void shouldDelayOneDirectionAndKeepTheOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("RelayNetworkTest seed " + seed);
        byte[] sent = new byte[MEGABYTE];
        new Random(seed).nextBytes(sent);
        network().slow(0, 1, Duration.ofMillis(30), Duration.ofMillis(20));
        try (Wire.Talk talk = wire.open(0)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(talk.near(), sent, 5_000));

            byte[] received = new DataInputStream(talk.far().getInputStream()).readNBytes(sent.length);

            writing.join();
            assertThat(received).isEqualTo(sent);
            long began = System.nanoTime();
            Wire.say(talk.far(), "back");
            Wire.hear(talk.near(), 4);
            Wire.say(talk.near(), "there");
            Wire.hear(talk.far(), 5);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(29));
        }
        network().verify(0, 1);
        network().slow(0, 1, Duration.ZERO, Duration.ZERO);
        network().verify(0, 1);
    }

    private static void write(Socket socket, byte[] bytes, int step) {
        try {
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < bytes.length; at += step) {
                out.write(bytes, at, Math.min(step, bytes.length - at));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldLimitALinkToItsRate() throws Exception {
        int rate = 200_000;
        network().throttle(0, 1, rate);
        try (Wire.Talk talk = wire.open(0)) {
            byte[] sent = new byte[rate / 2];
            long began = System.nanoTime();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(talk.near(), sent, 10_000));

            assertThat(new DataInputStream(talk.far().getInputStream()).readNBytes(sent.length))
                    .hasSize(sent.length);

            writing.join();
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
        }
        network().verify(0, 1);
    }

    @Test
    void shouldPushBackInsteadOfHoldingEverything() throws Exception {
        try (Wire.Talk talk = wire.open(0)) {
            byte[] sent = new byte[64 * MEGABYTE];
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(talk.near(), sent, MEGABYTE));

            await().during(Duration.ofMillis(200)).until(() -> !writing.isDone());

            assertThat(new DataInputStream(talk.far().getInputStream()).readNBytes(sent.length))
                    .hasSize(sent.length);
            writing.join();
            assertThat(network().delivered(0, 1)).isEqualTo(sent.length);
        }
    }

    @Test
    void shouldKeepConnectionsApart() throws Exception {
        try (Wire.Talk stuck = wire.open(0);
                Wire.Talk free = wire.open(0)) {
            CompletableFuture<Void> writing =
                    CompletableFuture.runAsync(() -> write(stuck.near(), new byte[32 * MEGABYTE], MEGABYTE));
            Wire.say(free.near(), "through");
            assertThat(Wire.hear(free.far(), 7)).isEqualTo("through");
            new DataInputStream(stuck.far().getInputStream()).readNBytes(32 * MEGABYTE);
            writing.join();
        }
    }

    @Test
    void shouldRefuseWhatIsNoLink() {
        assertThatThrownBy(() -> network().drop(0, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFailLoudlyOnceClosed() {
        network().close();
        assertThatThrownBy(() -> network().drop(0, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> network().verify(0, 1)).isInstanceOf(IOException.class);
        assertThatCode(() -> network().close()).doesNotThrowAnyException();
    }

    @Test
    void shouldShowItsLinks() throws Exception {
        network().slow(0, 1, Duration.ofMillis(3), Duration.ofMillis(2));
        network().reset(1, 0);
        network().heal(1, 0);
        try (Wire.Talk byZero = wire.open(0);
                Wire.Talk again = wire.open(0)) {
            Wire.say(byZero.near(), "six is");
            Wire.hear(byZero.far(), 6);
            Wire.say(again.far(), "me");
            Wire.hear(again.near(), 2);
            network().drop(1, 0);

            assertThat(network().links())
                    .containsExactly(
                            new LinkView(0, 1, LinkState.UP, Duration.ofMillis(3), Duration.ofMillis(2), 6, 2),
                            new LinkView(1, 0, LinkState.DROPPING, Duration.ZERO, Duration.ZERO, 2, 0));
        }
    }

    @Test
    void shouldHealEverythingTwice() throws Exception {
        network().drop(0, 1);
        network().reset(1, 0);
        network().slow(1, 0, Duration.ofSeconds(1), Duration.ZERO);
        network().throttle(0, 1, 1_000);
        network().healAll();
        network().healAll();
        network().verify(0, 1);
        network().verify(1, 0);
        assertThat(network().worstLag()).isLessThan(Duration.ofSeconds(1));
    }
}
