package io.quorate.server.keyspaces;

import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the map keeps a keyspace: a line {@code name=value} for each property, which an operator can read. Names and
 * values have no character that would have to be escaped, which the rules for names see to. Lines that a later release
 * may add are ignored.
 */
final class KeyspaceRecord {
    private static final String GROUP = "group";
    private static final String PATTERN = "pattern";
    private static final String VOTERS = "voters";
    private static final String HOME = "home";
    private static final String LEADER_LEASE = "leader-lease";

    private KeyspaceRecord() {}

    static String write(KeyspaceSpec spec) {
        StringBuilder text = new StringBuilder();
        line(text, GROUP, spec.group().toString());
        line(text, PATTERN, spec.pattern());
        line(text, VOTERS, spec.voters().stream().map(NodeId::value).collect(Collectors.joining(",")));
        String home = spec.home();
        if (home != null) {
            line(text, HOME, home);
        }
        line(text, LEADER_LEASE, spec.leaderLease() ? "on" : "off");
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append('=').append(value).append('\n');
    }

    static KeyspaceSpec read(String name, String text) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(text));
            return new KeyspaceSpec(
                    name,
                    new GroupId(UUID.fromString(require(lines, GROUP))),
                    require(lines, PATTERN),
                    nodes(require(lines, VOTERS)),
                    optional(lines, HOME),
                    require(lines, LEADER_LEASE).equals("on"));
        } catch (IOException | IllegalArgumentException e) {
            throw new Fault("the record of keyspace '" + name + "' in the map cannot be read: " + text, e);
        }
    }

    private static List<NodeId> nodes(String names) {
        return Arrays.stream(names.split(",", -1)).map(NodeId::new).toList();
    }

    private static @Nullable String optional(Properties lines, String name) {
        return lines.getProperty(name);
    }

    private static String require(Properties lines, String name) {
        String value = lines.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }
}
