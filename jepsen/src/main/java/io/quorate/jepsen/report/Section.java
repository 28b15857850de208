package io.quorate.jepsen.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A table of names and values that a report shows as it is: replica hashes, exit codes, the harness's own health. */
public record Section(String title, Map<String, String> values) {
    public Section {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
