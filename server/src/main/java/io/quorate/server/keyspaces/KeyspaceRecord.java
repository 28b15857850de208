package io.quorate.server.keyspaces;

import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeId;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.format.DateTimeParseException;
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
    private static final String LEARNERS = "learners";
    private static final String HOME = "home";
    private static final String LEADER_LEASE = "leader-lease";
    private static final String SURVIVE = "goal-survive";
    private static final String RPO = "goal-rpo";
    private static final String RTO = "goal-rto";
    private static final String WRITE_P99 = "goal-write-p99";

    private KeyspaceRecord() {}

    static String write(KeyspaceSpec spec) {
        StringBuilder text = new StringBuilder();
        line(text, GROUP, spec.group().toString());
        line(text, PATTERN, spec.pattern());
        line(text, VOTERS, names(spec.voters()));
        if (!spec.learners().isEmpty()) {
            line(text, LEARNERS, names(spec.learners()));
        }
        lineIfAny(text, HOME, spec.home());
        line(text, LEADER_LEASE, spec.leaderLease() ? "on" : "off");
        lineIfAny(text, SURVIVE, spec.goals().survive());
        lineIfAny(text, RPO, spec.goals().rpo());
        lineIfAny(text, RTO, spec.goals().rto());
        lineIfAny(text, WRITE_P99, spec.goals().writeP99());
        return text.toString();
    }

    private static String names(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::value).collect(Collectors.joining(","));
    }

    private static void lineIfAny(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            line(text, name, value.toString());
        }
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
                    new KeyspaceRoles(nodes(require(lines, VOTERS)), learners(optional(lines, LEARNERS))),
                    optional(lines, HOME),
                    require(lines, LEADER_LEASE).equals("on"),
                    new KeyspaceGoals(
                            optional(lines, SURVIVE),
                            duration(lines, RPO),
                            duration(lines, RTO),
                            duration(lines, WRITE_P99)));
        } catch (IOException | IllegalArgumentException | DateTimeParseException e) {
            throw new Fault("the record of keyspace '" + name + "' in the map cannot be read: " + text, e);
        }
    }

    private static List<NodeId> nodes(String names) {
        return Arrays.stream(names.split(",", -1)).map(NodeId::new).toList();
    }

    /** Also of a record of before there were any. */
    private static List<NodeId> learners(@Nullable String names) {
        return names == null ? List.of() : nodes(names);
    }

    private static @Nullable String optional(Properties lines, String name) {
        return lines.getProperty(name);
    }

    private static @Nullable Duration duration(Properties lines, String name) {
        String value = lines.getProperty(name);
        return value == null ? null : Duration.parse(value);
    }

    private static String require(Properties lines, String name) {
        String value = lines.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }
}
