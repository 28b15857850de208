package io.quorate.client.cli.bench;

import io.quorate.client.Endpoint;
import io.quorate.client.cli.Durations;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whom to drive, how long and how fast: the options of every workload. */
final class LoadOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(
            names = "--endpoints",
            paramLabel = "H:P,...",
            defaultValue = "${env:QUORATE_ENDPOINTS:-127.0.0.1:2379}",
            description = "Nodes; connections are spread over them in turn (env QUORATE_ENDPOINTS).")
    private String endpoints = "";

    @Option(names = "--target-leader", description = "Connect to the leader only; name all nodes as endpoints.")
    private boolean targetLeader;

    @Option(names = "--conns", paramLabel = "N", defaultValue = "1", description = "Connections.")
    private int connections;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "1",
            description = "Clients, each with one operation in flight, spread over the connections.")
    private int clients;

    @Option(names = "--total", paramLabel = "N", description = "Operations to measure (10000 unless --duration).")
    private long total;

    @Option(names = "--duration", paramLabel = "TIME", description = "Time to measure instead, as 10s or 2m.")
    private String duration = "";

    @Option(
            names = "--warmup",
            paramLabel = "N|TIME",
            defaultValue = "0",
            description = "Operations, or time, before measuring begins.")
    private String warmup = "";

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "0",
            description = "Operations per second of all clients; 0 is as fast as answers come. With a rate, latency"
                    + " counts from when an operation was due.")
    private double rate;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "Give up when nothing completes for this long.")
    private String timeout = "";

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "Network threads.")
    private int threads;

    @Option(
            names = "--server-pids",
            paramLabel = "PID",
            split = ",",
            description = "Local server processes: report their CPU time per operation and their memory.")
    private List<Long> serverPids = List.of();

    LoadPlan plan(Workload workload) {
        require(connections >= 1, "--conns must be at least 1");
        require(clients >= 1, "--clients must be at least 1");
        require(threads >= 1, "--threads must be at least 1");
        require(rate >= 0, "--rate must not be negative");
        require(total >= 0, "--total must not be negative");
        require(total == 0 || duration.isEmpty(), "--total and --duration exclude each other");
        try {
            Limit measured = duration.isEmpty()
                    ? Limit.ofOperations(total == 0 ? 10_000 : total)
                    : new Limit(0, Durations.parse(duration));
            Duration stall = Durations.parse(timeout);
            List<Endpoint> targets = Endpoint.parseList(endpoints);
            if (targetLeader) {
                targets = List.of(LeaderFinder.find(targets, stall));
            }
            return new LoadPlan(
                    new LoadPlan.Target(targets, connections, clients, threads),
                    new LoadPlan.Schedule(Limit.parse(warmup), measured, rate, stall),
                    workload,
                    serverPids);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
