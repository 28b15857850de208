package io.quorate.server.config;

import java.util.List;

/** A piece of YAML that knows its line. Scalars stay text: what they mean is decided by who reads them. */
sealed interface YamlNode {
    int line();

    /** What it is, for messages. */
    String kind();

    /** A plain value. */
    record Scalar(int line, String text) implements YamlNode {
        @Override
        public String kind() {
            return "'" + text + "'";
        }
    }

    /** {@code [a, b]} or lines with a dash. */
    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /** {@code name: value} pairs in the order of the file. */
    record Mapping(int line, List<Field> fields) implements YamlNode {
        @Override
        public String kind() {
            return fields.isEmpty() ? "empty" : "a mapping";
        }
    }

    /** One pair of a mapping; a value that was left out is an empty mapping. */
    record Field(int line, String name, YamlNode value) {}
}
