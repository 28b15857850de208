package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** How this room writes and reads JSON. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long MOST_EXACT = 1L << 53;

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static ArrayNode texts(Collection<String> values) {
        ArrayNode array = array();
        values.forEach(array::add);
        return array;
    }

    static ObjectNode texts(Map<String, String> values) {
        ObjectNode object = object();
        values.forEach(object::put);
        return object;
    }

    /** A number, but a text when JavaScript's numbers would not hold it. */
    static JsonNode number(long value) {
        if (value > MOST_EXACT || value < -MOST_EXACT) {
            return TextNode.valueOf(Long.toString(value));
        }
        return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
    }

    static void write(Path path, JsonNode value) throws IOException {
        byte[] bytes = MAPPER.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(value);
        Files.write(path, bytes);
    }

    static JsonNode read(Path path) throws IOException {
        return MAPPER.readTree(Files.readAllBytes(path));
    }

    /** JSON that may stand within a script element whatever its texts contain. */
    static String inScript(JsonNode value) throws IOException {
        String json = new String(MAPPER.writeValueAsBytes(value), StandardCharsets.UTF_8);
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
