package io.quorate.jepsen.run;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.nemesis.FaultSkipped;
import io.quorate.jepsen.nemesis.Keyspaces;
import io.quorate.proto.etcd.PutRequest;
import io.quorate.proto.etcd.RangeRequest;
import io.quorate.proto.etcd.RangeResponse;
import io.quorate.proto.v1.AlterKeyspaceRequest;
import io.quorate.proto.v1.CreateKeyspaceRequest;
import io.quorate.proto.v1.DropKeyspaceRequest;
import io.quorate.proto.v1.Keyspace;
import io.quorate.proto.v1.ListKeyspacesRequest;
import io.quorate.proto.v1.SwitchKeyspaceRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Changes and looks at keyspaces over the API, each question put once to one node: what is sent again behind our back
 * would be answered otherwise.
 */
final class ClusterKeyspaces implements Keyspaces {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration CREATION = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String NOT_FOUND = "quorate: keyspace not found";

    private final StatusWatch watch;

    ClusterKeyspaces(StatusWatch watch) {
        this.watch = watch;
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T ask(String what, Question<T> question) throws FaultFailed, FaultSkipped {
        try {
            return question.ask();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                throw new FaultSkipped("the server knows no keyspaces");
            }
            throw new FaultFailed(what + ": " + e.getStatus(), e);
        }
    }

    /** Who leads, or one who answers: every node takes every request. */
    private NodeProbe some() {
        int nodes = watch.size();
        int node = watch.ofDefault()
                .leader(nodes)
                .orElseGet(() -> IntStream.range(0, nodes)
                        .filter(each -> watch.ofDefault().view(each).isPresent())
                        .findFirst()
                        .orElse(0));
        return watch.probe(node);
    }

    private static List<Keyspace> list(NodeProbe probe, Duration patience) throws FaultFailed, FaultSkipped {
        return ask("Keyspaces.List", () -> probe.keyspaces(patience).list(ListKeyspacesRequest.getDefaultInstance()))
                .getKeyspacesList();
    }

    /** All there are, as the cluster knows them now. */
    List<Keyspace> list() throws FaultFailed, FaultSkipped {
        return list(some(), PATIENCE);
    }

    @Override
    public String home(String keyspace) throws FaultFailed, FaultSkipped {
        return list().stream()
                .filter(each -> each.getName().equals(keyspace))
                .findFirst()
                .orElseThrow(() -> new FaultFailed("keyspace " + keyspace + " is not listed"))
                .getHome();
    }

    @Override
    public void changeHome(String keyspace, String home) throws FaultFailed, FaultSkipped {
        AlterKeyspaceRequest request = AlterKeyspaceRequest.newBuilder()
                .setName(keyspace)
                .setHome(home)
                .build();
        ask("Keyspaces.Alter", () -> some().keyspaces(PATIENCE).alter(request));
    }

    @Override
    public boolean switchTo(String keyspace, String place, Duration patience) throws FaultFailed, FaultSkipped {
        SwitchKeyspaceRequest request = SwitchKeyspaceRequest.newBuilder()
                .setName(keyspace)
                .setTo(place)
                .build();
        return ask("Keyspaces.Switch", () -> some().keyspaces(patience).switch_(request))
                .getThere();
    }

    @Override
    public void create(int node, String keyspace) throws FaultFailed, FaultSkipped {
        CreateKeyspaceRequest request =
                CreateKeyspaceRequest.newBuilder().setName(keyspace).setHome("").build();
        ask("Keyspaces.Create", () -> watch.probe(node).keyspaces(CREATION).create(request));
    }

    @Override
    public void drop(String keyspace) throws FaultFailed, FaultSkipped {
        DropKeyspaceRequest request =
                DropKeyspaceRequest.newBuilder().setName(keyspace).build();
        try {
            ask("Keyspaces.Drop", () -> some().keyspaces(PATIENCE).drop(request));
        } catch (FaultFailed e) {
            if (!isNotFound(e)) {
                throw e;
            }
        }
    }

    @Override
    public boolean isListed(int node, String keyspace) throws FaultFailed, FaultSkipped {
        return list(watch.probe(node), LOOK).stream()
                .anyMatch(each -> each.getName().equals(keyspace));
    }

    @Override
    public long put(int node, String keyspace, String key, String value) throws FaultFailed, FaultSkipped {
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        return ask("Put", () -> watch.probe(node).in(keyspace).kv(LOOK).put(request))
                .getHeader()
                .getRevision();
    }

    @Override
    public String read(int node, String keyspace, String key) throws FaultFailed, FaultSkipped {
        RangeResponse response = range(node, keyspace, key);
        return response.getKvsCount() == 0 ? "" : response.getKvs(0).getValue().toStringUtf8();
    }

    private RangeResponse range(int node, String keyspace, String key) throws FaultFailed, FaultSkipped {
        RangeRequest request =
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
        return ask("Range", () -> watch.probe(node).in(keyspace).kv(LOOK).range(request));
    }

    @Override
    public boolean isRefused(int node, String keyspace) throws FaultFailed, FaultSkipped {
        try {
            range(node, keyspace, "jepsen/any");
            return false;
        } catch (FaultFailed e) {
            if (isNotFound(e)) {
                return true;
            }
            throw e;
        }
    }

    private static boolean isNotFound(FaultFailed failure) {
        return failure.getCause() instanceof StatusRuntimeException status
                && status.getStatus().getCode() == Status.Code.NOT_FOUND
                && NOT_FOUND.equals(status.getStatus().getDescription());
    }
}
