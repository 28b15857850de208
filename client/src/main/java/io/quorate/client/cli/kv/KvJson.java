package io.quorate.client.cli.kv;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.DeleteResult;
import io.quorate.client.GetResult;
import io.quorate.client.Header;
import io.quorate.client.KeyValue;
import io.quorate.client.OperationResult;
import io.quorate.client.PutResult;
import io.quorate.client.Receipt;
import io.quorate.client.TxnResult;
import java.math.BigInteger;
import java.util.List;

/** Prints results as {@code etcdctl --write-out json} does: etcd's field names, zeros left out, bytes in base64. */
final class KvJson {
    private KvJson() {}

    /** @param withReceipt as an object beside etcd's fields, null when there is none; only for who asks for it */
    static String of(OperationResult result, boolean withReceipt) {
        ObjectNode node = node(result);
        if (withReceipt) {
            Receipt receipt = result.receipt();
            node.set("receipt", receipt == null ? NullNode.instance : ReceiptText.json(receipt));
        }
        return node.toString();
    }

    private static ObjectNode node(OperationResult result) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("header", header(result.header()));
        if (result instanceof PutResult put && put.previous() != null) {
            node.set("prev_kv", keyValue(put.previous()));
        } else if (result instanceof GetResult get) {
            keyValues(node, "kvs", get.entries());
            if (get.more()) {
                node.put("more", true);
            }
            number(node, "count", get.count());
        } else if (result instanceof DeleteResult delete) {
            number(node, "deleted", delete.deleted());
            keyValues(node, "prev_kvs", delete.previous());
        } else if (result instanceof TxnResult txn) {
            if (txn.succeeded()) {
                node.put("succeeded", true);
            }
            ArrayNode responses = node.putArray("responses");
            txn.results().forEach(step -> responses.add(response(step)));
        }
        return node;
    }

    private static ObjectNode response(OperationResult step) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ObjectNode inner = node.putObject("Response");
        if (step instanceof PutResult) {
            inner.set("response_put", node(step));
        } else if (step instanceof GetResult) {
            inner.set("response_range", node(step));
        } else if (step instanceof DeleteResult) {
            inner.set("response_delete_range", node(step));
        } else {
            inner.set("response_txn", node(step));
        }
        return node;
    }

    private static ObjectNode header(Header header) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        unsigned(node, "cluster_id", header.clusterId());
        unsigned(node, "member_id", header.memberId());
        number(node, "revision", header.revision());
        unsigned(node, "raft_term", header.raftTerm());
        return node;
    }

    private static void keyValues(ObjectNode parent, String name, List<KeyValue> entries) {
        if (!entries.isEmpty()) {
            ArrayNode array = parent.putArray(name);
            entries.forEach(entry -> array.add(keyValue(entry)));
        }
    }

    private static ObjectNode keyValue(KeyValue entry) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("key", entry.key().toByteArray());
        number(node, "create_revision", entry.createRevision());
        number(node, "mod_revision", entry.modRevision());
        number(node, "version", entry.version());
        if (!entry.value().isEmpty()) {
            node.put("value", entry.value().toByteArray());
        }
        number(node, "lease", entry.lease());
        return node;
    }

    private static void number(ObjectNode node, String name, long value) {
        if (value != 0) {
            node.put(name, value);
        }
    }

    private static void unsigned(ObjectNode node, String name, long value) {
        if (value != 0) {
            node.put(name, new BigInteger(Long.toUnsignedString(value)));
        }
    }
}
