package io.quorate.jepsen.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.client.relay.RelayAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two places and an echo, over relays that delay. */
class RelayedNetworkTest {
    private static final Duration USUAL = Duration.ofMillis(60);
    private static final Duration MORE = Duration.ofMillis(100);

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit sets the directory
    RelayedNetworkTest() {}

    /** What was sent comes back; how long that takes. */
    private static Duration echoed(Socket through) throws IOException {
        long sent = System.nanoTime();
        through.getOutputStream().write(1);
        assertThat(through.getInputStream().read()).isEqualTo(1);
        return Duration.ofNanos(System.nanoTime() - sent);
    }

    private static void echo(ServerSocket server) {
        try (Socket accepted = server.accept()) {
            for (int next = accepted.getInputStream().read();
                    next >= 0;
                    next = accepted.getInputStream().read()) {
                accepted.getOutputStream().write(next);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Timeout(60)
    void shouldAddFaultsToWhatMessagesTakeAnyway() throws Exception {
        try (RunNumber run = RunNumber.claim(directory, number -> new Addresses(number, 2).areFree());
                ServerSocket server = new ServerSocket()) {
            RelayAddresses addresses = new RelayAddresses(run.value());
            InetSocketAddress target = new InetSocketAddress(addresses.node(1), Addresses.PEER_PORT);
            server.bind(target);
            CompletableFuture<Void> echoes = CompletableFuture.runAsync(() -> echo(server));
            List<List<InetSocketAddress>> ports =
                    List.of(List.of(new InetSocketAddress(addresses.node(0), Addresses.PEER_PORT)), List.of(target));
            Distances.Delay usual = new Distances.Delay(USUAL, Duration.ZERO);
            try (RelayedNetwork network = RelayedNetwork.open(addresses.routes(ports), (from, to) -> usual);
                    Socket socket = new Socket(addresses.relay(0, 1), Addresses.PEER_PORT)) {
                Duration both = USUAL.multipliedBy(2).minusMillis(2);
                assertThat(echoed(socket)).isGreaterThan(both);

                network.slow(0, 1, MORE, Duration.ZERO);
                network.verify(0, 1);
                assertThat(echoed(socket)).isGreaterThan(both.plus(MORE));

                network.slow(0, 1, Duration.ZERO, Duration.ZERO);
                assertThat(echoed(socket)).isGreaterThan(both);
                network.healAll();
                network.verify(0, 1);
                assertThat(echoed(socket)).isGreaterThan(both);
            }
            echoes.get();
        }
    }
}
