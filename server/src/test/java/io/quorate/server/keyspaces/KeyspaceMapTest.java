package io.quorate.server.keyspaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyspaceMapTest {
    private static final GroupId GROUP = new GroupId(UUID.fromString("00000000-0000-0001-0000-000000000002"));
    private static final KeyspaceSpec ORDERS =
            new KeyspaceSpec("orders", GROUP, "cross-city", List.of(new NodeId("n2"), new NodeId("n1")), "sh-a", false);

    KeyspaceMapTest() {}

    private static KeyValue row(Bytes key, Bytes value) {
        return new KeyValue(key, value, 2, 2, 1, 0);
    }

    private static KeyspaceMap read(KeyValue... rows) {
        return KeyspaceMap.of(7, List.of(rows));
    }

    @Test
    void shouldReadWhatIsWritten() {
        KeyspaceSpec anywhere = new KeyspaceSpec(
                "users",
                new GroupId(new UUID(3, 4)),
                "same-city",
                new KeyspaceRoles(List.of(new NodeId("n1")), List.of()),
                null,
                true,
                new KeyspaceGoals("city", null, Duration.ofMillis(2_500), null));

        KeyspaceMap map = read(
                row(KeyspaceMap.FOUNDED, Bytes.utf8("1")),
                row(KeyspaceMap.keyOf("orders"), KeyspaceMap.valueOf(ORDERS)),
                row(KeyspaceMap.keyOf("users"), KeyspaceMap.valueOf(anywhere)),
                row(KeyspaceMap.drainedKeyOf(new NodeId("n1")), Bytes.utf8("2026-11-23T09:30:00Z")),
                row(KeyspaceMap.drainedKeyOf(new NodeId("n2")), Bytes.utf8("said by a later release")),
                row(KeyspaceMap.droppedKeyOf(new GroupId(new UUID(5, 6))), Bytes.utf8("old")));

        assertThat(map.epoch()).isEqualTo(7);
        assertThat(map.founded()).isTrue();
        assertThat(map.keyspaces().values()).containsExactly(ORDERS, anywhere);
        assertThat(map.dropped()).containsOnlyKeys(new UUID(5, 6)).containsValue("old");
        assertThat(map.drained())
                .containsEntry("n1", Instant.parse("2026-11-23T09:30:00Z"))
                .containsEntry("n2", Instant.EPOCH)
                .hasSize(2);
        assertThat(map.find("orders")).contains(ORDERS);
        assertThat(map.find("old")).isEmpty();
    }

    /** It is on disks: another text needs a reader of this one. */
    @Test
    void shouldKeepTheFormat() {
        assertThat(new String(KeyspaceMap.valueOf(ORDERS).array(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        group=00000000-0000-0001-0000-000000000002
                        pattern=cross-city
                        voters=n2,n1
                        home=sh-a
                        leader-lease=off
                        """);
        KeyspaceGoals goals = new KeyspaceGoals("zone", Duration.ZERO, Duration.ofSeconds(3), Duration.ofMillis(10));
        assertThat(new String(KeyspaceMap.valueOf(ORDERS.wanting(goals)).array(), StandardCharsets.UTF_8))
                .isEqualTo("""
                        group=00000000-0000-0001-0000-000000000002
                        pattern=cross-city
                        voters=n2,n1
                        home=sh-a
                        leader-lease=off
                        goal-survive=zone
                        goal-rpo=PT0S
                        goal-rto=PT3S
                        goal-write-p99=PT0.01S
                        """);
        assertThat(KeyspaceMap.drainedKeyOf(new NodeId("n1"))).isEqualTo(Bytes.utf8("drained/n1"));
        assertThat(KeyspaceMap.keyOf("orders")).isEqualTo(Bytes.utf8("keyspaces/orders"));
        assertThat(KeyspaceMap.droppedKeyOf(GROUP))
                .isEqualTo(Bytes.utf8("dropped/00000000-0000-0001-0000-000000000002"));
    }

    @Test
    void shouldKeepWhoLearns() {
        KeyspaceSpec spec = new KeyspaceSpec(
                "users",
                GROUP,
                "cross-city",
                new KeyspaceRoles(List.of(new NodeId("n1")), List.of(new NodeId("n3"), new NodeId("n2"))),
                null,
                true,
                KeyspaceGoals.NONE);

        KeyspaceMap map = read(row(KeyspaceMap.keyOf("users"), KeyspaceMap.valueOf(spec)));

        assertThat(map.keyspaces().values()).containsExactly(spec);
        assertThat(spec.isOn(new NodeId("n2"))).isTrue();
        assertThat(spec.isOn(new NodeId("n4"))).isFalse();
    }

    @Test
    void shouldPassOverWhatALaterReleaseWrites() {
        KeyspaceMap map = read(
                row(Bytes.utf8("leases/7"), Bytes.utf8("?")),
                row(
                        KeyspaceMap.keyOf("orders"),
                        Bytes.utf8(new String(KeyspaceMap.valueOf(ORDERS).array(), StandardCharsets.UTF_8)
                                + "witnesses=n3\n")));

        assertThat(map.founded()).isFalse();
        assertThat(map.keyspaces().values()).containsExactly(ORDERS);
    }

    @Test
    void shouldNotGuessWhatItCannotRead() {
        for (String damaged : List.of("", "group=1\npattern=p\nvoters=n1\nleader-lease=on\n", "group=\\u00g0")) {
            assertThatThrownBy(() -> read(row(KeyspaceMap.keyOf("orders"), Bytes.utf8(damaged))))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("orders");
        }
    }

    @Test
    void shouldBeInAPlaceByAnyOfItsNames() {
        Location location = new Location(new NodeId("n1"), "sh-a", "shanghai");

        assertThat(location.isIn("n1")).isTrue();
        assertThat(location.isIn("sh-a")).isTrue();
        assertThat(location.isIn("shanghai")).isTrue();
        assertThat(location.isIn("sh")).isFalse();
    }
}
