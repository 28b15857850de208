package io.quorate.server;

import io.quorate.server.common.NodeId;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.NodePlan;
import io.quorate.server.config.NodeSettings;
import io.quorate.server.config.Support;
import io.quorate.server.config.TopologyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs one node until it is told to stop. Exit codes, in {@link ServerExit}: 0 stopped, 1 failed, 2 usage, 10 wrong
 * data directory, 11 data directory locked, 12 port taken, 13 corrupt log, 14 corrupt store, 15 replica fault, 16 disk
 * full, 17 out of memory, 18 data directory unusable.
 */
@Command(
        name = "server",
        description = "Runs one node in the foreground until SIGTERM.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped",
            "1:failed",
            "2:wrong usage, topology or setting",
            "10:the data directory is another's",
            "11:the data directory is in use",
            "12:a port is taken",
            "13:the log is damaged",
            "14:the store is damaged",
            "15:the replica cannot go on",
            "16:the disk is full",
            "17:out of memory",
            "18:the data directory cannot be used"
        })
public final class ServerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCommand.class);
    private static final Duration STOP_BOUND = Duration.ofSeconds(20);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--topology", required = true, paramLabel = "FILE", description = "The cluster's topology.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path topology;

    @Option(names = "--node", required = true, paramLabel = "NAME", description = "Which node of it this is.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String node;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The node's own directory.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path data;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting for this node only; goes before the topology's. May be repeated.")
    private final Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--peer-host",
            paramLabel = "NODE=NAME",
            hidden = true,
            description = "By what name nodes reach that one, for emulated links.")
    private final Map<String, String> peerHosts = new LinkedHashMap<>();

    @Option(names = "--stop-with-stdin", hidden = true, description = "Stop when standard input ends.")
    private boolean stopWithStdin;

    private final RunningNode.Opener opener;
    private final Callable<StopSignal> signals;

    public ServerCommand() {
        this(RunningNode::open, () -> StopSignal.ofProcess(STOP_BOUND));
    }

    ServerCommand(RunningNode.Opener opener, Callable<StopSignal> signals) {
        this.opener = opener;
        this.signals = signals;
    }

    @Override
    public Integer call() throws Exception {
        JulBridge.install();
        StopSignal stop = signals.call();
        if (stopWithStdin) {
            stop.watch(System.in);
        }
        ServerExit exit = ServerExit.FAILED;
        try {
            NodePlan plan = plan();
            try (DataDirectory directory =
                    DataDirectory.open(data, plan.cluster().name(), plan.node())) {
                exit = run(plan.withData(directory.path()), stop);
            }
        } catch (StartFailure e) {
            exit = e.exit();
            tell(e.text());
        } catch (ConfigException e) {
            exit = ServerExit.USAGE;
            e.problems().forEach(problem -> tell(problem.toString()));
        } finally {
            stop.ended(exit.code());
        }
        return exit.code();
    }

    private NodePlan plan() throws ConfigException, StartFailure {
        ClusterConfig cluster = TopologyReader.read(topology);
        NodeId id = new NodeId(node);
        if (cluster.findNode(id).isEmpty()) {
            String known =
                    cluster.nodes().stream().map(each -> each.id().value()).collect(Collectors.joining(", "));
            throw new StartFailure(
                    ServerExit.USAGE, topology + ": there is no node '" + node + "'; give --node one of " + known);
        }
        List<String> refusals = Support.refusals(cluster);
        if (!refusals.isEmpty()) {
            throw new StartFailure(
                    ServerExit.USAGE,
                    refusals.stream()
                            .map(refusal -> topology + ": " + refusal + "; take it out of the topology")
                            .collect(Collectors.joining(System.lineSeparator())));
        }
        NodePlan plan = new NodePlan(cluster, id, data, NodeSettings.resolve(cluster, settings), peerHosts(cluster));
        Support.warnings(cluster)
                .forEach(warning -> LOG.atWarn()
                        .addKeyValue("topology", topology)
                        .addKeyValue("warning", warning)
                        .log("part of the topology has no effect"));
        return plan;
    }

    private Map<NodeId, String> peerHosts(ClusterConfig cluster) throws StartFailure {
        Map<NodeId, String> hosts = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : peerHosts.entrySet()) {
            NodeId id = new NodeId(each.getKey());
            if (cluster.findNode(id).isEmpty()) {
                throw new StartFailure(ServerExit.USAGE, topology + ": --peer-host: there is no node '" + id + "'");
            }
            hosts.put(id, each.getValue());
        }
        return hosts;
    }

    private ServerExit run(NodePlan plan, StopSignal stop) throws StartFailure {
        long began = System.nanoTime();
        checkPorts(plan.self());
        RunningNode running = open(plan);
        NodeConfig self = plan.self();
        LOG.atInfo()
                .addKeyValue("cluster", plan.cluster().name())
                .addKeyValue("node", plan.node())
                .addKeyValue("zone", self.place().zone())
                .addKeyValue("client", self.clientEndpoint())
                .addKeyValue("peer", self.peerEndpoint())
                .addKeyValue("http", self.httpEndpoint())
                .addKeyValue("topology_hash", plan.cluster().clusterHash())
                .addKeyValue("millis", (System.nanoTime() - began) / 1_000_000)
                .log("node started");
        CompletableFuture.anyOf(running.fault(), stop.requested()).join();
        return stop(running, stop);
    }

    private static ServerExit stop(RunningNode running, StopSignal stop) {
        Throwable fault = running.fault().getNow(null);
        ServerExit exit = fault == null ? ServerExit.STOPPED : ServerExit.of(fault, ServerExit.REPLICA_FAULT);
        if (fault == null) {
            LOG.atInfo().addKeyValue("reason", stop.requested().getNow("")).log("node stops");
        } else {
            LOG.atError()
                    .addKeyValue("exit_code", exit.code())
                    .addKeyValue("meaning", exit.meaning())
                    .addKeyValue("remedy", exit.remedy())
                    .setCause(fault)
                    .log("node cannot go on");
        }
        stop.endWithin(STOP_BOUND, exit.code());
        running.closer().run();
        LOG.atInfo().addKeyValue("exit_code", exit.code()).log("node stopped");
        return exit;
    }

    private RunningNode open(NodePlan plan) throws StartFailure {
        try {
            return opener.open(plan);
        } catch (IOException | RuntimeException e) {
            ServerExit exit = ServerExit.of(e, ServerExit.FAILED);
            LOG.atError().addKeyValue("exit_code", exit.code()).setCause(e).log("node did not start");
            throw new StartFailure(exit, exit.meaning() + ": " + rootMessage(e) + "; " + exit.remedy(), e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        String own = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return root.equals(failure) ? own : own + " (" + root + ")";
    }

    /** Before anything is opened, for whoever meets a taken port deep inside says less about it. */
    private static void checkPorts(NodeConfig self) throws StartFailure {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("client", self.clientPort());
        ports.put("peer", self.peerPort());
        ports.put("http", self.httpPort());
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            try (ServerSocket probe = new ServerSocket(port.getValue(), 1, InetAddress.getAllByName(self.bind())[0])) {
                probe.setReuseAddress(true);
            } catch (IOException e) {
                throw new StartFailure(
                        ServerExit.PORT_TAKEN,
                        "cannot listen on " + self.bind() + ":" + port.getValue() + " (" + port.getKey() + " of node "
                                + self.id() + "): " + e.getMessage()
                                + "; stop what listens there, or change the topology",
                        e);
            }
        }
    }

    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        message.lines().forEach(line -> err.println("quorate server: " + line));
        err.flush();
    }
}
