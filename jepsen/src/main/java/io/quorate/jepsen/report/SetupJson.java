package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quorate.jepsen.cluster.NodeSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Setups and sections as JSON, to and fro. The seed is a text: JavaScript's numbers do not hold it. */
final class SetupJson {
    private SetupJson() {}

    static ObjectNode of(RunSetup setup) {
        ObjectNode node = Json.object();
        node.put("title", setup.title());
        node.put("started", setup.started().toString());
        node.put("seed", Long.toString(setup.seed()));
        node.put("replay", setup.replay());
        node.put("version", setup.version());
        node.set("options", Json.texts(setup.options()));
        ArrayNode topology = node.putArray("topology");
        for (NodeSpec spec : setup.topology()) {
            ObjectNode each = topology.addObject();
            each.put("name", spec.name());
            each.put("city", spec.city());
            each.put("zone", spec.zone());
            each.put("host", spec.host());
            each.put("clientPort", spec.clientPort());
            each.put("httpPort", spec.httpPort());
        }
        return node;
    }

    static RunSetup setup(JsonNode node) throws IOException {
        List<NodeSpec> topology = new ArrayList<>();
        for (JsonNode each : node.path("topology")) {
            topology.add(new NodeSpec(
                    text(each, "name"),
                    text(each, "city"),
                    text(each, "zone"),
                    text(each, "host"),
                    each.path("clientPort").asInt(),
                    each.path("httpPort").asInt()));
        }
        try {
            return new RunSetup(
                    text(node, "title"),
                    Instant.parse(text(node, "started")),
                    Long.parseLong(text(node, "seed")),
                    text(node, "replay"),
                    text(node, "version"),
                    texts(node.path("options")),
                    topology);
        } catch (DateTimeException | NumberFormatException e) {
            throw new IOException("not the options of a run: " + e.getMessage(), e);
        }
    }

    static ArrayNode sections(List<Section> sections) {
        ArrayNode array = Json.array();
        for (Section section : sections) {
            ObjectNode node = array.addObject();
            node.put("title", section.title());
            node.set("values", Json.texts(section.values()));
        }
        return array;
    }

    static List<Section> sections(JsonNode array) throws IOException {
        List<Section> sections = new ArrayList<>();
        for (JsonNode node : array) {
            sections.add(new Section(text(node, "title"), texts(node.path("values"))));
        }
        return sections;
    }

    /** Whole numbers as such; what is not finite as its name. */
    static JsonNode number(Number value) {
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            double real = value.doubleValue();
            return Double.isFinite(real) ? DoubleNode.valueOf(real) : TextNode.valueOf(Double.toString(real));
        }
        return value instanceof BigInteger big ? BigIntegerNode.valueOf(big) : Json.number(value.longValue());
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static String text(JsonNode node, String name) throws IOException {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw new IOException("not the options of a run: no text " + name);
        }
        return value.asText();
    }
}
