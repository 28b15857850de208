package io.quorate.server.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one source, so that all of it is reported together. */
final class Problems {
    private final String source;
    private final List<Problem> found = new ArrayList<>();

    Problems(String source) {
        this.source = source;
    }

    void add(int line, String what, String remedy) {
        found.add(new Problem(source, line, what, remedy));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    ConfigException failure() {
        return new ConfigException(
                found.stream().sorted(Comparator.comparingInt(Problem::line)).toList());
    }

    void throwIfAny() throws ConfigException {
        if (!found.isEmpty()) {
            throw failure();
        }
    }
}
