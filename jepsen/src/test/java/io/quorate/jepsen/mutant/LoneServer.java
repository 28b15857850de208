package io.quorate.jepsen.mutant;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.quorate.jepsen.cluster.process.Launcher;
import io.quorate.proto.etcd.KVGrpc;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One node in a process of its own, on an address of its own. */
final class LoneServer implements AutoCloseable {
    private final Path directory;
    private final String host;
    private final Path log;
    private final Process process;
    private final ManagedChannel channel;

    private LoneServer(Path directory, String host, Path log, Process process) {
        this.directory = directory;
        this.host = host;
        this.log = log;
        this.process = process;
        this.channel = NettyChannelBuilder.forAddress(host, 2379).usePlaintext().build();
    }

    /** In a directory that is empty or an earlier one's. */
    static LoneServer start(Path directory, List<String> flags) throws IOException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String host = "127." + random.nextInt(101, 200) + "." + random.nextInt(1, 255) + ".1";
        return start(directory, host, flags);
    }

    /** The same node again, once its process has ended. */
    LoneServer again(List<String> flags) throws IOException {
        return start(directory, host, flags);
    }

    private static LoneServer start(Path directory, String host, List<String> flags) throws IOException {
        Path topology = Files.writeString(directory.resolve("topology.yaml"), """
                cluster: mutants
                cities:
                  here:
                    zones:
                      here-a: { nodes: { n1: { host: %s, client: 2379, peer: 7379, http: 8379 } } }
                keyspaces:
                  default: { pattern: same-city, voters: [n1], home: here }
                settings:
                  snapshot_every_entries: 100
                """.formatted(host));
        Path log = directory.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(
                        Launcher.find().toString(),
                        "server",
                        "--topology",
                        topology.toString(),
                        "--node",
                        "n1",
                        "--data",
                        directory.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("QUORATE_NO_BUILD", "1");
        builder.environment().put("QUORATE_SERVER_OPTS", String.join(" ", flags));
        return new LoneServer(directory, host, log, builder.start());
    }

    /** Waits until it serves if need be; the revision of the put. */
    long put(String key, String value) {
        return stub().put(PutRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .build())
                .getHeader()
                .getRevision();
    }

    /** Whether a put was acknowledged; not when the server went away. */
    boolean tryPut(String key, String value) {
        try {
            KVGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(5, TimeUnit.SECONDS)
                    .put(PutRequest.newBuilder()
                            .setKey(ByteString.copyFromUtf8(key))
                            .setValue(ByteString.copyFromUtf8(value))
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** All values under keys that begin so. */
    List<String> values(String prefix) {
        byte[] end = prefix.getBytes(StandardCharsets.US_ASCII);
        end[end.length - 1]++;
        return stub()
                .range(RangeRequest.newBuilder()
                        .setKey(ByteString.copyFromUtf8(prefix))
                        .setRangeEnd(ByteString.copyFrom(end))
                        .build())
                .getKvsList()
                .stream()
                .map(kv -> kv.getValue().toStringUtf8())
                .toList();
    }

    private KVGrpc.KVBlockingStub stub() {
        return KVGrpc.newBlockingStub(channel).withWaitForReady().withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the server still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        channel.shutdownNow();
        process.destroyForcibly();
        process.waitFor();
    }
}
