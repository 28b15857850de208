package io.quorate.server.config;

/**
 * One thing that differs between two topologies.
 *
 * @param what {@code cluster}, {@code city}, {@code zone}, {@code node}, {@code link}, {@code keyspace}, {@code backup}
 *     or {@code setting}
 * @param name of the thing
 * @param field of it, as the file writes it; empty when the whole thing was added or removed
 * @param before as text; empty when it was not there
 * @param after as text; empty when it is not there
 */
public record Difference(String what, String name, String field, String before, String after) {
    /** In which direction something differs. */
    public enum Kind {
        ADDED("+"),
        REMOVED("-"),
        CHANGED("~");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        /** As comparisons of texts show it. */
        public String sign() {
            return sign;
        }
    }

    static Difference added(String what, String name, String after) {
        return new Difference(what, name, "", "", after);
    }

    static Difference removed(String what, String name, String before) {
        return new Difference(what, name, "", before, "");
    }

    public Kind kind() {
        if (!field.isEmpty()) {
            return Kind.CHANGED;
        }
        return before.isEmpty() ? Kind.ADDED : Kind.REMOVED;
    }

    /** For people: {@code ~ keyspace orders: home shanghai -> hangzhou}. */
    public String text() {
        String change = switch (kind()) {
            case ADDED -> after;
            case REMOVED -> before;
            case CHANGED -> field + " " + orNone(before) + " -> " + orNone(after);
        };
        return kind().sign() + " " + what + " " + name + ": " + change;
    }

    private static String orNone(String value) {
        return value.isEmpty() ? "(none)" : value;
    }
}
