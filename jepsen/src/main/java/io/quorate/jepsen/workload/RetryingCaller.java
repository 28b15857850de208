package io.quorate.jepsen.workload;

import com.google.protobuf.ByteString;
import io.quorate.client.Endpoint;
import io.quorate.client.GetResult;
import io.quorate.client.Header;
import io.quorate.client.IndeterminateException;
import io.quorate.client.KeyValue;
import io.quorate.client.PutResult;
import io.quorate.client.QuorateClient;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * The product's own client, as users have it: it goes from node to node, and sends a numbered write again until it
 * knows. What it must not do is to have a write applied twice.
 */
final class RetryingCaller implements Caller {
    private static final Duration ATTEMPT = Duration.ofSeconds(1);

    private final Keys keys;
    private final QuorateClient client;

    RetryingCaller(List<NodeSpec> nodes, Site site, Duration timeout) {
        this.keys = site.keys();
        client = QuorateClient.builder()
                .endpoints(nodes.stream()
                        .map(node -> new Endpoint(node.host(), node.clientPort()))
                        .toList())
                .keyspace(site.keyspace())
                .timeout(timeout)
                .attemptTimeout(ATTEMPT)
                .build();
    }

    @Override
    public Completion perform(Invocation asked) {
        ByteString key = keys.key(asked.workload(), asked.key());
        try {
            return asked.action() == Action.READ
                    ? seen(client.kv().get(key).join())
                    : written(client.kv().put(key, Keys.value(asked.value())).join());
        } catch (CompletionException e) {
            String error = String.valueOf(e.getCause()).lines().findFirst().orElse("");
            return e.getCause() instanceof IndeterminateException
                            && asked.action().writes()
                    ? Completion.info(error)
                    : Completion.fail(error);
        }
    }

    private static Completion seen(GetResult result) {
        if (result.entries().isEmpty()) {
            return Completion.ok(Seen.key(0, 0, 0), receipt(result.header()));
        }
        KeyValue kv = result.entries().get(0);
        return Completion.ok(
                Seen.key(Keys.valueOf(kv.value()), kv.modRevision(), kv.version()), receipt(result.header()));
    }

    private static Completion written(PutResult result) {
        return Completion.ok(Seen.key(0, result.header().revision(), 0), receipt(result.header()));
    }

    private static Receipt receipt(Header header) {
        return new Receipt(header.revision(), header.raftTerm(), header.memberId());
    }

    @Override
    public int node() {
        return -1;
    }

    @Override
    public void close() {
        client.close();
    }
}
