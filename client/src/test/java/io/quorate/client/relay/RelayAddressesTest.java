package io.quorate.client.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayAddressesTest {
    @TempDir
    private Path scratch;

    @Test
    void shouldGiveEachDirectedPairAnAddressOfItsOwn() {
        RelayAddresses addresses = new RelayAddresses(130);
        Set<InetAddress> seen = new HashSet<>();
        for (int from = 0; from < 20; from++) {
            assertThat(seen.add(addresses.node(from))).isTrue();
            for (int to = 0; to < 20; to++) {
                assertThat(seen.add(addresses.relay(from, to))).isTrue();
            }
        }

        assertThat(seen).allMatch(InetAddress::isLoopbackAddress);
        assertThat(addresses.node(0).getHostAddress()).isEqualTo("127.130.0.1");
        assertThat(addresses.relay(0, 253).getHostAddress()).isEqualTo("127.130.1.254");
    }

    @Test
    void shouldLeadFromEachNodeToEveryPortOfEveryOther() {
        RelayAddresses addresses = new RelayAddresses(64);
        InetSocketAddress client = new InetSocketAddress(addresses.node(0), 2379);
        InetSocketAddress peer = new InetSocketAddress(addresses.node(0), 7379);
        InetSocketAddress other = new InetSocketAddress(addresses.node(1), 7479);

        assertThat(addresses.routes(List.of(List.of(client, peer), List.of(other))))
                .containsExactlyInAnyOrder(
                        new Route(0, 1, new InetSocketAddress(addresses.relay(0, 1), 7479), other),
                        new Route(1, 0, new InetSocketAddress(addresses.relay(1, 0), 2379), client),
                        new Route(1, 0, new InetSocketAddress(addresses.relay(1, 0), 7379), peer));
    }

    @Test
    void shouldWriteNamesForAJvm() throws Exception {
        Map<String, InetAddress> names = new LinkedHashMap<>();
        names.put("n1", new RelayAddresses(64).node(0));
        names.put("n2", new RelayAddresses(64).relay(0, 1));
        Path file = scratch.resolve("hosts");

        HostsFile.write(file, names);

        assertThat(Files.readAllLines(file))
                .startsWith("127.0.0.1 localhost")
                .endsWith("127.64.0.1 n1", "127.64.1.2 n2")
                .hasSize(4);
    }
}
