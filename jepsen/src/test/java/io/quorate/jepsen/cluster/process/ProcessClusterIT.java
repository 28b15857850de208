package io.quorate.jepsen.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.clock.FaketimeClocks;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.cluster.Network.Cut;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers, real faults. Needs a built server, root, and the packages faketime and xfsprogs. */
@Tag("chaos-long")
class ProcessClusterIT {
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    private static Path directory;

    private static TestCluster cluster;

    @SuppressWarnings("NullAway.Init") // made before the tests
    ProcessClusterIT() {}

    @BeforeAll
    static void open() throws Exception {
        cluster = TestCluster.threeNodes(directory);
        System.out.println(
                "ProcessClusterIT: all serve after " + cluster.startAll().toMillis() + " ms");
    }

    @AfterAll
    static void close() throws Exception {
        System.out.println("ProcessClusterIT: relays late by at most "
                + ((RelayedNetwork) cluster.processes().network().orElseThrow()).worstLag());
        cluster.close();
        cluster.close();
        assertThat(Files.readString(Path.of("/proc/self/mounts")))
                .doesNotContain("quorate-jepsen/" + runNumber() + "/");
    }

    private static String runNumber() {
        return cluster.processes().nodes().get(0).host().split("\\.")[1];
    }

    @AfterEach
    void heal() throws Exception {
        cluster.makeWhole();
    }

    private static Network network() {
        return cluster.network();
    }

    private static int other(int... nodes) {
        for (int node = 0; node < 3; node++) {
            boolean taken = false;
            for (int each : nodes) {
                taken |= each == node;
            }
            if (!taken) {
                return node;
            }
        }
        throw new IllegalArgumentException("all are taken");
    }

    private static void isolate(int node) throws Exception {
        for (int peer : List.of(other(node), other(node, other(node)))) {
            network().cut(node, peer, Cut.DROP);
            network().cut(peer, node, Cut.DROP);
            network().verify(node, peer);
            network().verify(peer, node);
        }
    }

    @Test
    void shouldServeThroughEachNodeWithAllTrafficOnRelays() throws Exception {
        long before = deliveredInAll();
        for (int writer = 0; writer < 3; writer++) {
            try (Etcd client = cluster.client(writer)) {
                client.put("through-" + writer, "value-" + writer);
            }
            for (int reader = 0; reader < 3; reader++) {
                try (Etcd client = cluster.client(reader)) {
                    assertThat(client.read("through-" + writer)).hasValue("value-" + writer);
                }
            }
        }
        assertThat(deliveredInAll()).isGreaterThan(before);
    }

    private static long deliveredInAll() {
        long sum = 0;
        for (int from = 0; from < 3; from++) {
            for (int to = 0; to < 3; to++) {
                sum += from == to ? 0 : network().delivered(from, to);
            }
        }
        return sum;
    }

    @Test
    void shouldElectAnotherLeaderWhenItIsCutOffAndLetTheOldOneRefuse() throws Exception {
        int old = cluster.awaitLeader();
        try (Etcd client = cluster.client(old)) {
            client.put("cut", "before");
        }
        isolate(old);

        int fresh = cluster.awaitLeaderOtherThan(old);
        try (Etcd there = cluster.client(fresh);
                Etcd here = cluster.client(old)) {
            there.put("cut", "after");
            assertThatThrownBy(() -> here.read("cut", SHORT)).isInstanceOf(StatusRuntimeException.class);
            assertThatThrownBy(() -> here.put("cut", com.google.protobuf.ByteString.EMPTY, SHORT))
                    .isInstanceOf(StatusRuntimeException.class);
            network().healAll();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(here.read("cut")).hasValue("after"));
        }
    }

    @Test
    void shouldReplaceALeaderThatIsHeardByNobodyButHearsAll() throws Exception {
        int old = cluster.awaitLeader();
        int first = other(old);
        int second = other(old, first);
        network().cut(old, first, Cut.DROP);
        network().cut(old, second, Cut.DROP);
        for (int peer : List.of(first, second)) {
            network().verify(old, peer);
            network().verify(peer, old);
        }

        int fresh = cluster.awaitLeaderOtherThan(old);

        try (Etcd client = cluster.client(fresh)) {
            client.put("one-way", "x");
        }
    }

    @Test
    void shouldWorkOverResetLinksOnceTheyAreHealed() throws Exception {
        int leader = cluster.awaitLeader();
        int peer = other(leader);
        network().cut(leader, peer, Cut.RESET);
        network().verify(leader, peer);
        network().verify(peer, leader);
        try (Etcd client = cluster.client(leader)) {
            client.put("reset", "x");
        }
        network().heal(leader, peer);
        network().verify(leader, peer);
        try (Etcd client = cluster.client(peer)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.read("reset")).hasValue("x"));
        }
    }

    @Test
    void shouldMakeWritesAsSlowAsTheLinks() throws Exception {
        int leader = cluster.awaitLeader();
        for (int peer : List.of(other(leader), other(leader, other(leader)))) {
            network().slow(leader, peer, Duration.ofMillis(40), Duration.ofMillis(5));
            network().slow(peer, leader, Duration.ofMillis(40), Duration.ofMillis(5));
            network().verify(leader, peer);
        }
        try (Etcd client = cluster.client(leader)) {
            long began = System.nanoTime();
            client.put("slow", "x");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(78));
        }
    }

    @Test
    void shouldKeepDataOverKillAndRestart() throws Exception {
        try (Etcd client = cluster.client(cluster.awaitLeader())) {
            client.put("kept", "x");
        }
        cluster.processes().kill(Set.of(0, 1, 2));
        assertThat(cluster.processes().isRunning(1)).isFalse();
        assertThat(cluster.processes().exitCode(1)).hasValue(137);

        Duration took = cluster.startAll();

        System.out.println("ProcessClusterIT: all serve again after " + took.toMillis() + " ms");
        try (Etcd client = cluster.client(2)) {
            assertThat(client.read("kept")).hasValue("x");
        }
    }

    @Test
    void shouldTerminateInOrder() throws Exception {
        int follower = other(cluster.awaitLeader());
        assertThat(cluster.processes().terminate(follower, Duration.ofSeconds(20)))
                .isTrue();
        assertThat(cluster.processes().exitCode(follower)).hasValue(0);
        assertThat(cluster.processes().log(follower)).content().contains("node stopped");
    }

    @Test
    void shouldReplaceAPausedLeaderAndLetItComeBack() throws Exception {
        int old = cluster.awaitLeader();
        cluster.processes().pause(old);
        assertThat(cluster.processes().isRunning(old)).isTrue();

        int fresh = cluster.awaitLeaderOtherThan(old);
        try (Etcd client = cluster.client(fresh)) {
            client.put("paused", "x");
        }

        cluster.processes().resume(old);
        try (Etcd client = cluster.client(old)) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(client.read("paused")).hasValue("x"));
        }
    }

    @Test
    void shouldStepTheClockOfARunningNode() throws Exception {
        int leader = cluster.awaitLeader();
        for (Duration offset : List.of(Duration.ofHours(1), Duration.ofSeconds(-30), Duration.ofMillis(400))) {
            cluster.clocks().step(leader, offset);
            try (Etcd client = cluster.client(leader)) {
                client.put("clock", offset.toString());
                assertThat(client.read("clock")).hasValue(offset.toString());
            }
        }
        cluster.clocks().healAll();
    }

    @Test
    void shouldRunANodeAtAnotherRateFromItsNextStart() throws Exception {
        int follower = other(cluster.awaitLeader());
        cluster.processes().kill(Set.of(follower));
        cluster.clocks().rate(follower, 1.1);
        cluster.startAll();
        ((FaketimeClocks) cluster.processes().clocks().orElseThrow()).verifyRate(follower);
        cluster.clocks().rate(follower, 1.0);
        cluster.processes().kill(Set.of(follower));
        cluster.startAll();
        ((FaketimeClocks) cluster.processes().clocks().orElseThrow()).verifyRate(follower);
    }

    @Test
    void shouldGiveOneNodeMoreJvmFlags() throws Exception {
        int follower = other(cluster.awaitLeader());
        cluster.processes().kill(Set.of(follower));
        cluster.processes().serverOptions(follower, List.of("-showversion"));
        cluster.startAll();
        assertThat(cluster.processes().log(follower)).content().contains("Runtime Environment");
        cluster.processes().serverOptions(follower, List.of());
    }
}
