package io.quorate.server.api;

import io.quorate.server.common.NodeClock;
import io.quorate.server.common.metrics.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The client port over a {@link SoloKeyspace}, as a process: {@code SoloServer PORT}. For comparing with an etcd and
 * for measuring what the API itself costs.
 */
public final class SoloServer {
    private SoloServer() {}

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("solo");
        SoloKeyspace keyspace = new SoloKeyspace(directory);
        ExecutorService worker = Executors.newFixedThreadPool(2);
        ApiLimits limits = ApiLimits.etcdDefaults(Duration.ofSeconds(1));
        EtcdApi api = new EtcdApi(
                keyspace,
                keyspace,
                ApiFixture.MEMBERSHIP,
                limits,
                new NodeBudgets(limits, worker, Metrics.none()),
                NodeClock.system(),
                Metrics.none());
        ClientPort port = new ClientPort(
                ClientPort.Options.of("127.0.0.1", Integer.parseInt(args[0]), limits),
                api.services(ApiFixture.RECEIPTS),
                List.of());
        port.start();
        port.serving(true);
        System.out.println("ready on " + port.port());
        Thread.currentThread().join();
    }
}
