package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.quorate.client.cli.QuorateMain;
import io.quorate.proto.v1.AlterKeyspaceRequest;
import io.quorate.proto.v1.AlterKeyspaceResponse;
import io.quorate.proto.v1.CreateKeyspaceRequest;
import io.quorate.proto.v1.CreateKeyspaceResponse;
import io.quorate.proto.v1.DropKeyspaceRequest;
import io.quorate.proto.v1.DropKeyspaceResponse;
import io.quorate.proto.v1.KeyspacesGrpc;
import io.quorate.proto.v1.ShowTopologyRequest;
import io.quorate.proto.v1.ShowTopologyResponse;
import io.quorate.proto.v1.TopologyGrpc;
import io.quorate.server.config.TopologyReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands against a cluster that says it runs the built-in topology with one keyspace more. */
class TopologyCommandTest {
    private static final String RUNNING = TopologyReader.builtInText()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .reduce("", (text, line) -> text + line + "\n")
            + "  orders: { pattern: cross-city, voters: [n1, n2, n3], home: hangzhou, goals: { rto: 3s } }\n";

    @TempDir
    private Path scratch;

    private final Queue<String> changes = new ConcurrentLinkedQueue<>();
    private volatile boolean refusing;
    private Server server;

    @SuppressWarnings("NullAway.Init") // made before each test
    TopologyCommandTest() {}

    private static final class Running extends TopologyGrpc.TopologyImplBase {
        @Override
        public void show(ShowTopologyRequest request, StreamObserver<ShowTopologyResponse> observer) {
            observer.onNext(ShowTopologyResponse.newBuilder()
                    .setEpoch(9)
                    .setYaml(RUNNING)
                    .build());
            observer.onCompleted();
        }
    }

    private final class Keyspaces extends KeyspacesGrpc.KeyspacesImplBase {
        @Override
        public void create(CreateKeyspaceRequest request, StreamObserver<CreateKeyspaceResponse> observer) {
            changes.add("create " + request.getName() + " at '" + request.getHome() + "'");
            observer.onNext(CreateKeyspaceResponse.getDefaultInstance());
            observer.onCompleted();
        }

        @Override
        public void alter(AlterKeyspaceRequest request, StreamObserver<AlterKeyspaceResponse> observer) {
            if (refusing) {
                observer.onError(Status.NOT_FOUND
                        .withDescription("quorate: keyspace not found")
                        .asRuntimeException());
                return;
            }
            changes.add(
                    request.getKeepHome()
                            ? "goals " + request.getName() + " "
                                    + request.getGoals().getSurvive()
                            : "home " + request.getName() + " '" + request.getHome() + "'");
            observer.onNext(AlterKeyspaceResponse.getDefaultInstance());
            observer.onCompleted();
        }

        @Override
        public void drop(DropKeyspaceRequest request, StreamObserver<DropKeyspaceResponse> observer) {
            changes.add("drop " + request.getName());
            observer.onNext(DropKeyspaceResponse.getDefaultInstance());
            observer.onCompleted();
        }
    }

    @BeforeEach
    void open() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Running())
                .addService(new Keyspaces())
                .build()
                .start();
    }

    @AfterEach
    void close() {
        server.shutdownNow();
    }

    /** What a run printed and how it ended. */
    private record Run(int exit, String out, String err) {}

    private Run run(String... arguments) {
        CommandLine root = QuorateMain.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of("topology"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--endpoints", "127.0.0.1:" + server.getPort()));
        int exit = root.execute(all.toArray(String[]::new));
        return new Run(exit, out.toString(), err.toString());
    }

    private String file(String text) throws IOException {
        return Files.writeString(scratch.resolve("t.yaml"), text).toString();
    }

    @Test
    void shouldPrintWhatRunsInEachForm() {
        Run yaml = run("show");
        assertThat(yaml.exit()).isZero();
        assertThat(yaml.out()).isEqualTo(RUNNING);
        assertThat(run("show", "--output", "json").out())
                .contains("\"epoch\" : 9")
                .contains("\"rttMs\" : 8")
                .contains("\"home\" : \"hangzhou\"")
                .contains("\"rtoMs\" : 3000");
        assertThat(run("show", "--output", "table").out())
                .containsPattern("\\| n3 +\\| hangzhou +\\| hz-a +\\| 127.0.0.1:2579 \\|")
                .containsPattern("\\| orders +\\| cross-city +\\| n1,n2,n3 +\\| hangzhou +\\| on +\\| rto=3s +\\|");
    }

    @Test
    void shouldSayHowAFileDiffers() throws IOException {
        Run same = run("show", file(RUNNING));
        assertThat(same.exit()).isZero();
        assertThat(same.out()).contains("the cluster runs what");

        String other = file(RUNNING.replace("home: hangzhou", "home: sh-a"));
        Run differs = run("show", other);
        assertThat(differs.exit()).isEqualTo(5);
        assertThat(differs.out().strip()).isEqualTo("~ keyspace orders: home hangzhou -> sh-a");
        assertThat(run("show", other, "--output", "json").out())
                .contains("\"equal\" : false")
                .contains("\"field\" : \"home\"")
                .contains("\"after\" : \"sh-a\"");

        Run broken = run("show", file("cluster: x\n"));
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.err()).contains("cities is missing");
    }

    @Test
    void shouldApplyOneStepAfterTheOther() throws IOException {
        String wanted = file(TopologyReader.builtInText() + """
                  orders: { pattern: cross-city, voters: [n1, n2, n3], goals: { survive: zone } }
                  bills: { pattern: same-city, home: sh-a }
                """);

        Run dry = run("apply", wanted, "--dry-run");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).contains("step 1 of 3: create keyspace bills").doesNotContain("done");
        assertThat(changes).isEmpty();

        Run done = run("apply", wanted);
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out()).contains("step 3 of 3: change the goals of keyspace orders: done");
        assertThat(changes).containsExactly("create bills at 'sh-a'", "home orders ''", "goals orders zone");
    }

    @Test
    void shouldDropOnlyWhenTold() throws IOException {
        String wanted = file(TopologyReader.builtInText());

        Run careful = run("apply", wanted);
        assertThat(careful.out()).contains("left alone: keyspace orders").contains("nothing to do");
        assertThat(changes).isEmpty();

        assertThat(run("apply", wanted, "--drop").exit()).isZero();
        assertThat(changes).containsExactly("drop orders");
    }

    @Test
    void shouldDoNothingOfWhatItCannotDoAsAWhole() throws IOException {
        Run refused =
                run("apply", file(RUNNING.replace("http: 8579", "http: 8580") + "  bills: { pattern: same-city }\n"));

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("nothing was done").contains("node n3: http 8579 -> 8580");
        assertThat(changes).isEmpty();
    }

    @Test
    void shouldNameTheStepThatFailed() throws IOException {
        refusing = true;

        Run failed = run("apply", file(RUNNING.replace("home: hangzhou", "home: sh-a")));

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err())
                .contains("step 1 of 1: move the home of keyspace orders")
                .contains("not found");
    }
}
