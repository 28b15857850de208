package io.quorate.client.cli.kv;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.ReadPath;
import io.quorate.client.Receipt;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Prints receipts. */
final class ReceiptText {
    private ReceiptText() {}

    /** Lines as the metadata are that it came in, so that there is one set of names to know. */
    static void print(PrintWriter err, @Nullable Receipt receipt) {
        if (receipt == null) {
            err.println("no receipt: the server gave none");
            err.flush();
            return;
        }
        line(err, "keyspace", receipt.keyspace());
        line(err, "node", receipt.node());
        line(err, "zone", receipt.zone());
        line(err, "city", receipt.city());
        line(err, "epoch", receipt.epoch());
        line(err, "revision", receipt.revision());
        line(
                err,
                "log-position",
                receipt.position().term() + ":" + receipt.position().index());
        ReadPath path = receipt.readPath();
        if (path != null) {
            line(err, "read-path", word(path));
            line(
                    err,
                    "staleness-ms",
                    receipt.staleness() == null
                            ? "unknown"
                            : receipt.staleness().toMillis());
        }
        err.flush();
    }

    private static void line(PrintWriter err, String name, Object value) {
        err.println("quorate-" + name + ": " + value);
    }

    /** Names as etcd's JSON has them. A staleness that is unknown is null, a write has none. */
    static ObjectNode json(Receipt receipt) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("keyspace", receipt.keyspace());
        node.put("node", receipt.node());
        node.put("zone", receipt.zone());
        node.put("city", receipt.city());
        node.put("epoch", receipt.epoch());
        node.put("revision", receipt.revision());
        node.putObject("log_position")
                .put("term", receipt.position().term())
                .put("index", receipt.position().index());
        ReadPath path = receipt.readPath();
        if (path != null) {
            node.put("read_path", word(path));
            node.put(
                    "staleness_ms",
                    receipt.staleness() == null ? null : receipt.staleness().toMillis());
        }
        return node;
    }

    private static String word(ReadPath path) {
        return switch (path) {
            case LEASE -> "lease";
            case BARRIER -> "barrier";
            case READ_INDEX -> "read-index";
            case LOCAL -> "local";
        };
    }
}
