package io.quorate.server.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.proto.etcd.KeyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a small disk of its own, which fills up. Needs the right to mount one. */
class DiskFullIT {
    private static final int DISK_FULL = 16;
    private static final int VALUE_BYTES = 256 << 10;
    private static final int MOST_WRITES = 2_000;

    @TempDir
    private Path directory;

    private ProcessCluster cluster;

    DiskFullIT() {}

    @BeforeEach
    void mount() throws Exception {
        cluster = new ProcessCluster(directory, 1);
        Files.createDirectories(cluster.data(0));
        int mounted = command("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk());
        assumeThat(mounted)
                .as("not run: a small disk cannot be mounted here, which needs root and a kernel that lets it")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        cluster.close();
        if (Files.getFileStore(cluster.data(0)).type().equals("tmpfs")) {
            assertThat(command("umount", disk())).isZero();
        }
    }

    private String disk() {
        return cluster.data(0).toString();
    }

    private static int command(String... words) throws IOException, InterruptedException {
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }

    @Test
    void shouldEndWithItsCodeWhenTheDiskIsFullAndHaveLostNothingWhenThereIsRoomAgain() throws Exception {
        cluster.start(0, "--set", "log_segment_bytes=8MiB", "--set", "store_write_buffer_bytes=4MiB");

        Set<String> acknowledged = writeUntilRefused();

        assertThat(cluster.process(0).waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(cluster.process(0).exitValue()).isEqualTo(DISK_FULL);
        assertThat(cluster.log(0)).contains("make room, then start again");
        assertThat(command("mount", "-o", "remount,size=512m", disk())).isZero();
        cluster.start(0);
        assertThat(present()).containsAll(acknowledged);
        try (EtcdClient client = new EtcdClient(cluster.clientPort(0))) {
            client.patientKv().put(EtcdClient.put("after", ByteString.EMPTY));
        }
    }

    /** Bytes that do not compress; until the first write that is not acknowledged. */
    private Set<String> writeUntilRefused() {
        Random random = new Random(20261123);
        Set<String> acknowledged = new HashSet<>();
        try (EtcdClient client = new EtcdClient(cluster.clientPort(0))) {
            client.patientKv().put(EtcdClient.put("before", ByteString.EMPTY));
            for (int i = 0; i < MOST_WRITES; i++) {
                byte[] value = new byte[VALUE_BYTES];
                random.nextBytes(value);
                client.kv().put(EtcdClient.put("key-" + i, UnsafeByteOperations.unsafeWrap(value)));
                acknowledged.add("key-" + i);
            }
            throw new AssertionError("the disk never filled up");
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isIn(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED);
            assertThat(acknowledged).hasSizeGreaterThan(20);
            System.out.println("DiskFullIT: " + acknowledged.size() + " writes, then " + e.getStatus());
            return acknowledged;
        }
    }

    private Set<String> present() {
        Set<String> keys = new HashSet<>();
        try (EtcdClient client = new EtcdClient(cluster.clientPort(0))) {
            for (KeyValue entry : client.patientKv()
                    .range(EtcdClient.prefix("key-").toBuilder()
                            .setKeysOnly(true)
                            .build())
                    .getKvsList()) {
                keys.add(entry.getKey().toStringUtf8());
            }
        }
        return keys;
    }
}
