package io.quorate.server;

import com.google.protobuf.ByteString;
import io.quorate.client.QuorateClient;
import io.quorate.client.QuorateException;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.NodeConfig;
import io.quorate.server.config.TopologyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Runs a whole cluster on this machine, one process per node, until it is told to stop. */
@Command(
        name = "demo",
        description = {
            "Runs a cluster on this machine, one process per node, until Ctrl-C or SIGTERM.",
            "Prints its endpoints, and 'ready' once every node has served a write.",
            "With --wan, messages between nodes take as long as the topology's links say,",
            "and 'quorate demo link' cuts, delays and heals links while it runs."
        },
        mixinStandardHelpOptions = true,
        subcommands = {DemoLinksCommand.class, DemoLinkCommand.class})
public final class DemoCommand implements Callable<Integer> {
    private static final Duration READY_BOUND = Duration.ofMinutes(3);
    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration NODE_STOP_BOUND = Duration.ofSeconds(10);
    private static final Duration STOP_BOUND = Duration.ofSeconds(30);
    /** Deleting what is not there is a write that leaves nothing behind, not even a revision. */
    private static final ByteString NO_KEY = ByteString.copyFromUtf8("\0quorate demo: is there a leader?");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The demo's cluster; three nodes in two cities unless given.")
    private @Nullable Path topology;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the nodes keep data and logs; ~/.quorate/CLUSTER unless given.")
    private @Nullable Path data;

    @Option(names = "--fresh", description = "Forget what earlier runs stored.")
    private boolean fresh;

    @Option(
            names = "--wan",
            description = "Let messages between nodes take as long as the links of the topology say. Clients reach"
                    + " every node without delay.")
    private boolean wan;

    private final List<DemoNode> nodes = new ArrayList<>();
    private @Nullable DemoWan links;
    private volatile boolean stopping;

    @Override
    public Integer call() throws Exception {
        JulBridge.install();
        StopSignal stop = StopSignal.ofProcess(STOP_BOUND);
        int code = ServerExit.FAILED.code();
        try {
            code = run(stop);
        } catch (StartFailure e) {
            code = e.exit() == ServerExit.USAGE ? ServerExit.USAGE.code() : ServerExit.FAILED.code();
            tell(e.text());
        } catch (ConfigException e) {
            code = ServerExit.USAGE.code();
            e.problems().forEach(problem -> tell(problem.toString()));
        } catch (IOException e) {
            tell("cannot start: " + e + "; check --data");
        } finally {
            stopAll();
            closeLinks();
            stop.ended(code);
        }
        return code;
    }

    private int run(StopSignal stop) throws ConfigException, StartFailure, IOException, InterruptedException {
        ClusterConfig cluster = cluster();
        DemoHome home = DemoHome.of(data, cluster);
        if (fresh) {
            home.removeNodes(cluster);
        }
        CompletableFuture<?> linksEnded = wan ? openLinks(cluster, home) : new CompletableFuture<>();
        start(cluster, home);
        CompletableFuture<?> allEnded =
                CompletableFuture.allOf(nodes.stream().map(DemoNode::onExit).toArray(CompletableFuture[]::new));
        boolean ready = awaitReady(cluster, stop);
        if (stop.requested().isDone()) {
            return ServerExit.STOPPED.code();
        }
        if (!ready) {
            return ServerExit.FAILED.code();
        }
        say("ready");
        CompletableFuture.anyOf(stop.requested(), allEnded, linksEnded).join();
        if (!stop.requested().isDone()) {
            tell(linksEnded.isDone() ? "the links do not work any more: " + linksEnded.join() : "every node has ended");
            return ServerExit.FAILED.code();
        }
        return ServerExit.STOPPED.code();
    }

    private ClusterConfig cluster() throws ConfigException {
        return topology == null ? TopologyReader.builtIn() : TopologyReader.read(topology);
    }

    /** Where a demo with these options runs. */
    Path directory() throws ConfigException {
        return data == null ? DemoHome.of(null, cluster()).directory() : DemoHome.absolute(data);
    }

    /** The options by which another command finds this demo. */
    private String target() {
        if (data != null) {
            return " --data " + data;
        }
        return topology == null ? "" : " --topology " + topology;
    }

    /** Completes when they do not work any more. */
    private CompletableFuture<?> openLinks(ClusterConfig cluster, DemoHome home) throws StartFailure, IOException {
        DemoWan opened = DemoWan.open(cluster, home.directory());
        links = opened;
        return opened.ended();
    }

    private void closeLinks() {
        if (links != null) {
            links.close();
        }
    }

    private void start(ClusterConfig cluster, DemoHome home) throws IOException {
        say("cluster " + cluster.name() + ", " + cluster.nodes().size() + " nodes, data in " + home.directory());
        if (links != null) {
            links.describe(target()).forEach(this::say);
        }
        Path file = home.topologyFile(topology);
        for (NodeConfig config : cluster.nodes()) {
            Path place = home.of(config);
            DemoNode node = DemoNode.start(config, file, place, links == null ? null : links.of(config, place));
            nodes.add(node);
            node.onExit().thenRun(() -> {
                if (!stopping) {
                    tell(node.obituary());
                }
            });
            say("  " + config.id() + "  " + config.clientEndpoint() + "  "
                    + config.place().city() + "/"
                    + config.place().zone() + "  http " + config.httpEndpoint() + "  pid " + node.pid() + "  log "
                    + node.log());
        }
        say("endpoints "
                + cluster.nodes().stream().map(NodeConfig::clientEndpoint).collect(Collectors.joining(",")));
    }

    /** Until every node that lives has served a write; false when that cannot come, which has been said. */
    private boolean awaitReady(ClusterConfig cluster, StopSignal stop) throws InterruptedException {
        long deadline = System.nanoTime() + READY_BOUND.toNanos();
        for (DemoNode node : nodes) {
            try (QuorateClient client = QuorateClient.builder()
                    .endpoints(node.config().clientEndpoint())
                    .timeout(ATTEMPT)
                    .sessions(false)
                    .build()) {
                while (node.isAlive() && !stop.requested().isDone() && !serves(client)) {
                    if (System.nanoTime() - deadline > 0) {
                        tell("node " + node.config().id() + " has served no write within " + READY_BOUND.toSeconds()
                                + " s; see " + node.log());
                        return false;
                    }
                    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                }
            }
        }
        long living = nodes.stream().filter(DemoNode::isAlive).count();
        long voters = cluster.defaultKeyspace().roles().voters().size();
        if (living <= voters / 2 && !stop.requested().isDone()) {
            tell("only " + living + " of " + nodes.size() + " nodes run, too few to serve");
            return false;
        }
        return true;
    }

    private static boolean serves(QuorateClient client) {
        try {
            client.kv().delete(NO_KEY).join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof QuorateException) {
                // Not up yet, or no leader yet.
                return false;
            }
            throw e;
        }
    }

    private void stopAll() throws InterruptedException {
        stopping = true;
        nodes.forEach(DemoNode::stop);
        for (DemoNode node : nodes) {
            node.awaitEnd(NODE_STOP_BOUND);
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        message.lines().forEach(line -> err.println("quorate demo: " + line));
        err.flush();
    }
}
