package io.quorate.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.quorate.server.common.NodeId;
import io.quorate.server.topology.Spans;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON for programs, laid out for people too; and the fields that several outputs have alike.
 *
 * @param json for all other fields
 */
record JsonText(JsonGenerator json) {
    /** What is in the text. */
    interface Content {
        void writeTo(JsonText text) throws IOException;
    }

    static String of(Content content) {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(printer);
            content.writeTo(new JsonText(json));
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory takes all", e);
        }
        return text.toString();
    }

    void millis(String field, @Nullable Duration span) throws IOException {
        json.writeFieldName(field);
        if (span == null) {
            json.writeNull();
        } else {
            json.writeNumber(Spans.millis(span));
        }
    }

    void nodes(String field, List<NodeId> nodes) throws IOException {
        texts(field, nodes.stream().map(NodeId::value).toList());
    }

    void texts(String field, List<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
