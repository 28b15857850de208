package io.quorate.server.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one mapping by name; {@link #finish} reports those that nobody asked for. */
final class Section {
    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, YamlNode.Field> unread = new LinkedHashMap<>();
    private final List<String> known = new ArrayList<>();

    Section(String path, YamlNode.Mapping mapping, Problems problems) {
        this.path = path;
        this.line = mapping.line();
        this.problems = problems;
        mapping.fields().forEach(field -> unread.put(field.name(), field));
    }

    int line() {
        return line;
    }

    /** The line of a field that has not been read yet, else of the section. */
    int lineOf(String name) {
        YamlNode.Field field = unread.get(name);
        return field == null ? line : field.line();
    }

    /** Whether there is a field of that name that has not been read yet. */
    boolean has(String name) {
        return unread.containsKey(name);
    }

    /** All fields, for sections whose names the user chooses; {@link #finish} has nothing left to report. */
    List<YamlNode.Field> drain() {
        List<YamlNode.Field> all = List.copyOf(unread.values());
        unread.clear();
        return all;
    }

    Optional<YamlNode.Field> field(String name) {
        known.add(name);
        return Optional.ofNullable(unread.remove(name));
    }

    /** The mapping under a name; null when absent, or of another kind, which is reported. */
    @Nullable
    Section section(String name) {
        return field(name).map(field -> sectionOf(field, path + name)).orElse(null);
    }

    /** A field's value as a section of its own. */
    @Nullable
    Section sectionOf(YamlNode.Field field, String itsPath) {
        if (field.value() instanceof YamlNode.Mapping mapping) {
            return new Section(itsPath + ".", new YamlNode.Mapping(field.line(), mapping.fields()), problems);
        }
        problems.add(field.line(), itsPath + " is " + field.value().kind(), "give it fields, 'name: value'");
        return null;
    }

    @Nullable
    String text(String name) {
        return scalar(name, Optional::of, "give a text");
    }

    @Nullable
    String requiredText(String name) {
        int before = lineOf(name);
        if (!unread.containsKey(name)) {
            missing(name, before);
        }
        return text(name);
    }

    @Nullable
    Duration duration(String name) {
        return scalar(name, Quantity::duration, "give a duration such as 8ms, 3s or 1h");
    }

    @Nullable
    Boolean flag(String name) {
        return scalar(
                name,
                text -> switch (text) {
                    case "on", "true", "yes" -> Optional.of(Boolean.TRUE);
                    case "off", "false", "no" -> Optional.of(Boolean.FALSE);
                    default -> Optional.empty();
                },
                "say 'on' or 'off'");
    }

    /** A required port; 0 when it is wrong, which is reported. */
    int port(String name) {
        int before = lineOf(name);
        if (!unread.containsKey(name)) {
            missing(name, before);
        }
        Integer port = scalar(
                name,
                text -> Optional.of(text)
                        .filter(it -> it.matches("[0-9]{1,5}"))
                        .map(Integer::valueOf)
                        .filter(it -> it >= 1 && it <= 65535),
                "give a port from 1 to 65535");
        return port == null ? 0 : port;
    }

    /** The texts of a list with their lines; null when absent. */
    @Nullable
    List<YamlNode.Scalar> list(String name) {
        Optional<YamlNode.Field> field = field(name);
        if (field.isEmpty()) {
            return null;
        }
        List<YamlNode.Scalar> texts = new ArrayList<>();
        if (!(field.get().value() instanceof YamlNode.Sequence sequence)) {
            problems.add(
                    field.get().line(),
                    path + name + " is " + field.get().value().kind(),
                    "write a list, [a, b]");
            return texts;
        }
        for (YamlNode item : sequence.items()) {
            if (item instanceof YamlNode.Scalar scalar) {
                texts.add(scalar);
            } else {
                problems.add(item.line(), path + name + " holds " + item.kind(), "list names only");
            }
        }
        return texts;
    }

    <T> @Nullable T scalar(String name, Function<String, Optional<T>> parse, String remedy) {
        Optional<YamlNode.Field> field = field(name);
        if (field.isEmpty()) {
            return null;
        }
        if (field.get().value() instanceof YamlNode.Scalar scalar) {
            Optional<T> value = parse.apply(scalar.text());
            if (value.isPresent()) {
                return value.get();
            }
        }
        problems.add(
                field.get().line(), path + name + " is " + field.get().value().kind(), remedy);
        return null;
    }

    void missing(String name, int at) {
        problems.add(at, path + name + " is missing", "add '" + name + ": ...'");
    }

    /** Reports what nobody asked for. */
    void finish() {
        for (YamlNode.Field field : unread.values()) {
            problems.add(field.line(), "unknown field '" + path + field.name() + "'", suggestion(field.name(), known));
        }
        unread.clear();
    }

    /** The nearest known name, or all of them. */
    static String suggestion(String wrong, Collection<String> known) {
        for (String candidate : known) {
            if (distance(wrong, candidate) <= 2) {
                return "did you mean '" + candidate + "'?";
            }
        }
        return "known are " + String.join(", ", known);
    }

    static List<String> names(Setting[] settings) {
        return Arrays.stream(settings).map(Setting::key).toList();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
