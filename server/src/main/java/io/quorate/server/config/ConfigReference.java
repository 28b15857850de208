package io.quorate.server.config;

/** Writes docs/reference/config.md from the table of settings. */
final class ConfigReference {
    private static final String HEAD = """
            # Settings

            Generated from the table in `io.quorate.server.config.Setting`; do not edit. A test says how to write it
            anew.

            A setting of scope *cluster* must be equal on every node, so it is given only in the `settings:` section
            of the topology file. One of scope *node* may also be given to one node: `quorate server ... --set KEY=VALUE`,
            which goes before the file.

            ```yaml
            settings:
              election_timeout_min: 500ms
              max_request_bytes: 1.5MiB
            ```

            Durations take `h m s ms us ns`, sizes `TiB GiB MiB KiB B` (or plain bytes).

            | setting | scope | default | range | meaning |
            |---|---|---|---|---|
            """;
    private static final String TAIL = """

            Rules over several settings: `election_timeout_max` is above `election_timeout_min`; `max_request_bytes` and
            `max_batch_bytes` together fit one log entry (3.75 MiB); `max_bytes_in_flight` is not below
            `max_request_bytes`.
            """;

    private ConfigReference() {}

    static String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Setting setting : Setting.values()) {
            String standard = setting.standard();
            text.append("| `").append(setting.key()).append("` | ");
            text.append(setting.scope() == Setting.Scope.CLUSTER ? "cluster" : "node")
                    .append(" | ");
            text.append(standard == null ? "`election_timeout_min`" : standard).append(" | ");
            text.append(setting.least()).append(" to ").append(setting.most()).append(" | ");
            text.append(setting.help()).append(" |\n");
        }
        return text.append(TAIL).toString();
    }
}
