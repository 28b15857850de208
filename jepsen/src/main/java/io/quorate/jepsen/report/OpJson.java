package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import java.util.List;

/** Operations as JSON. */
final class OpJson {
    private final int mostElements;

    private OpJson(int mostElements) {
        this.mostElements = mostElements;
    }

    /** All there is. */
    static OpJson whole() {
        return new OpJson(Integer.MAX_VALUE);
    }

    /** Of longer lists the last so many elements, with how many there are as {@code size}. */
    static OpJson shortened(int mostElements) {
        return new OpJson(mostElements);
    }

    ArrayNode ops(List<Op> ops) {
        ArrayNode array = Json.array();
        ops.forEach(op -> array.add(op(op)));
        return array;
    }

    ObjectNode op(Op op) {
        Invocation asked = op.invocation();
        ObjectNode node = Json.object();
        node.set("id", Json.number(op.id()));
        node.put("process", op.process());
        node.put("node", op.node());
        node.put("workload", op.workload().name());
        node.put("action", op.action().name());
        node.put("level", asked.level().name());
        node.put("keyspace", asked.keyspace());
        node.put("key", asked.key());
        node.set("value", Json.number(asked.value()));
        node.set("expected", Json.number(asked.expected()));
        if (!asked.micros().isEmpty()) {
            node.set("micros", micros(asked.micros()));
        }
        node.put("outcome", op.outcome().name());
        node.put("error", op.completion().error());
        node.set("calledNanos", Json.number(op.calledNanos()));
        node.set("returnedNanos", Json.number(op.returnedNanos()));
        if (!op.seen().equals(Seen.NOTHING)) {
            node.set("seen", seen(op.seen()));
        }
        Receipt receipt = op.completion().receipt();
        if (!receipt.equals(Receipt.NONE)) {
            node.set("revision", Json.number(receipt.revision()));
            node.set("term", Json.number(receipt.term()));
            node.put("member", Long.toHexString(receipt.member()));
        }
        return node;
    }

    private ObjectNode seen(Seen seen) {
        ObjectNode node = Json.object();
        node.set("value", Json.number(seen.value()));
        node.set("modRevision", Json.number(seen.modRevision()));
        node.set("version", Json.number(seen.version()));
        if (!seen.micros().isEmpty()) {
            node.set("micros", micros(seen.micros()));
        }
        if (seen.elements().size() > 0) {
            node.set("elements", elements(seen.elements()));
            node.put("size", seen.elements().size());
        }
        return node;
    }

    private ArrayNode micros(List<Micro> micros) {
        ArrayNode array = Json.array();
        for (Micro micro : micros) {
            ObjectNode node = array.addObject();
            node.put("append", micro.append());
            node.put("key", micro.key());
            if (micro.append()) {
                node.set("value", Json.number(micro.value()));
            } else {
                node.set("read", elements(micro.read()));
                node.put("size", micro.read().size());
            }
        }
        return array;
    }

    private ArrayNode elements(Elements elements) {
        ArrayNode array = Json.array();
        for (int i = Math.max(0, elements.size() - mostElements); i < elements.size(); i++) {
            array.add(Json.number(elements.at(i)));
        }
        return array;
    }
}
