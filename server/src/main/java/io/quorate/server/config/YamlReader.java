package io.quorate.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one YAML document into {@link YamlNode}s. Aliases and duplicate fields are refused. */
final class YamlReader {
    private static final int MAX_DEPTH = 32;
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final Problems problems;

    private YamlReader(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The root mapping; null when the text is not YAML or not a mapping, which has been reported. */
    static YamlNode.@Nullable Mapping read(String text, Problems problems) {
        try (YAMLParser parser = FACTORY.createParser(new StringReader(text))) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                problems.add(1, "the file is empty", "begin with 'cluster: NAME'");
                return null;
            }
            YamlNode root = new YamlReader(parser, problems).node(first, 0);
            if (parser.nextToken() != null) {
                problems.add(line(parser), "a second document", "keep one YAML document per file");
            }
            if (root instanceof YamlNode.Mapping mapping) {
                return mapping;
            }
            problems.add(root.line(), "the file holds " + root.kind(), "begin with 'cluster: NAME'");
            return null;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String message = e.getOriginalMessage()
                    .lines()
                    .filter(each -> !each.startsWith(" ") && !each.isBlank())
                    .collect(Collectors.joining(", "));
            problems.add(at == null ? 1 : at.getLineNr(), "not YAML: " + message, "correct the syntax");
            return null;
        } catch (IOException e) {
            problems.add(1, "cannot be read: " + e.getMessage(), "check the file");
            return null;
        }
    }

    private YamlNode node(JsonToken token, int depth) throws IOException {
        int line = line(parser);
        if (depth > MAX_DEPTH) {
            throw new com.fasterxml.jackson.core.JsonParseException(parser, "nested more than " + MAX_DEPTH + " deep");
        }
        if (parser.isCurrentAlias()) {
            problems.add(line, "aliases are not supported", "write the value out");
        }
        return switch (token) {
            case START_OBJECT -> mapping(line, depth);
            case START_ARRAY -> sequence(line, depth);
            case VALUE_NULL -> new YamlNode.Mapping(line, List.of());
            default -> new YamlNode.Scalar(line, parser.getText());
        };
    }

    private YamlNode mapping(int line, int depth) throws IOException {
        List<YamlNode.Field> fields = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int fieldLine = line(parser);
            YamlNode value = node(parser.nextToken(), depth + 1);
            Integer earlier = lines.putIfAbsent(name, fieldLine);
            if (earlier == null) {
                fields.add(new YamlNode.Field(fieldLine, name, value));
            } else {
                problems.add(
                        fieldLine, "duplicate field '" + name + "', first on line " + earlier, "remove one of them");
            }
        }
        return new YamlNode.Mapping(line, List.copyOf(fields));
    }

    private YamlNode sequence(int line, int depth) throws IOException {
        List<YamlNode> items = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(node(token, depth + 1));
            token = parser.nextToken();
        }
        return new YamlNode.Sequence(line, List.copyOf(items));
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }
}
