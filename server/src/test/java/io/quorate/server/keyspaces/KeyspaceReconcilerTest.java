package io.quorate.server.keyspaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.GroupId;
import io.quorate.server.common.NodeClock;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.metrics.Metrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyspaceReconcilerTest {
    private static final NodeId SELF = new NodeId("n1");

    private final Host host = new Host();
    private @Nullable KeyspaceMap map;
    private int looks;
    private final KeyspaceReconciler reconciler = new KeyspaceReconciler(
            SELF,
            () -> {
                looks++;
                return Optional.ofNullable(map);
            },
            host,
            NodeClock.system(),
            Metrics.none());

    KeyspaceReconcilerTest() {}

    /** A node's replicas, with what was done to them. */
    private static final class Host implements KeyspaceHost {
        final Map<GroupId, KeyspaceSpec> open = new LinkedHashMap<>();
        final Set<GroupId> stored = new HashSet<>();
        final List<String> done = new ArrayList<>();

        @Nullable
        String broken;

        private void did(String verb, String what) throws IOException {
            done.add(verb + " " + what);
            if (verb.equals(broken)) {
                throw new IOException("the disk says no");
            }
        }

        @Override
        public Collection<KeyspaceSpec> open() {
            return open.values();
        }

        @Override
        public Set<GroupId> stored() throws IOException {
            if ("list".equals(broken)) {
                throw new IOException("the disk says no");
            }
            return Set.copyOf(stored);
        }

        @Override
        public void open(KeyspaceSpec spec) throws IOException {
            did("open", spec.name());
            open.put(spec.group(), spec);
            stored.add(spec.group());
        }

        @Override
        public void change(KeyspaceSpec spec) {
            done.add("change " + spec.name());
            open.put(spec.group(), spec);
        }

        @Override
        public void close(KeyspaceSpec spec) throws IOException {
            did("close", spec.name());
            open.remove(spec.group());
        }

        @Override
        public void delete(GroupId group) throws IOException {
            did("delete", Long.toString(group.value().getLeastSignificantBits()));
            stored.remove(group);
        }
    }

    private static GroupId group(int number) {
        return new GroupId(new UUID(0, number));
    }

    private static KeyspaceSpec spec(String name, int group, String... voters) {
        List<NodeId> nodes = List.of(voters).stream().map(NodeId::new).toList();
        return new KeyspaceSpec(name, group(group), "same-city", nodes, null, true);
    }

    private void theMapIs(long epoch, Map<UUID, String> dropped, KeyspaceSpec... specs) {
        SortedMap<String, KeyspaceSpec> keyspaces = new TreeMap<>();
        for (KeyspaceSpec spec : specs) {
            keyspaces.put(spec.name(), spec);
        }
        map = new KeyspaceMap(epoch, true, keyspaces, new TreeMap<>(dropped));
    }

    private List<String> look() {
        host.done.clear();
        reconciler.run();
        return host.done;
    }

    @Test
    void shouldOpenWhatThisNodeVotesInAndNothingElse() {
        theMapIs(2, Map.of(), spec("a", 1, "n1", "n2"), spec("b", 2, "n2", "n3"));

        assertThat(look()).containsExactly("open a");
        assertThat(reconciler.problems()).isEmpty();
    }

    @Test
    void shouldDoNothingWhileTheMapSaysNothing() {
        host.open.put(group(1), spec("a", 1, "n1"));
        host.stored.add(group(1));

        assertThat(look()).isEmpty();
        map = new KeyspaceMap(1, false, new TreeMap<>(), new TreeMap<>(Map.of(group(1).value(), "a")));
        assertThat(look()).isEmpty();
    }

    @Test
    void shouldCloseAndThenDeleteWhatWasDropped() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"));
        look();
        theMapIs(3, Map.of(group(1).value(), "a"));

        assertThat(look()).containsExactly("close a", "delete 1");
    }

    /** A node that was away finds what was dropped meanwhile on its disk, not open. */
    @Test
    void shouldDeleteWhatWasDroppedWhileItWasAway() {
        host.stored.addAll(List.of(group(1), group(9)));
        theMapIs(3, Map.of(group(1).value(), "a", group(2).value(), "b"));

        assertThat(look()).as("what nobody dropped stays").containsExactly("delete 1");
    }

    @Test
    void shouldTellAKeyspaceFromOneOfTheSameNameBefore() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"));
        look();
        theMapIs(4, Map.of(group(1).value(), "a"), spec("a", 2, "n1"));

        assertThat(look()).containsExactly("close a", "open a", "delete 1");
    }

    @Test
    void shouldTakeOverWhatMayChange() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"));
        look();
        theMapIs(3, Map.of(), spec("a", 1, "n1").homeAt("n1"));

        assertThat(look()).containsExactly("change a");
        assertThat(look()).isEmpty();
    }

    @Test
    void shouldCloseWhatThisNodeDoesNotHoldAnyMoreWithoutDeletingIt() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"));
        look();
        theMapIs(3, Map.of());

        assertThat(look()).containsExactly("close a");
        assertThat(host.stored).contains(group(1));
    }

    @Test
    void shouldTryAgainWhatFails() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"), spec("b", 2, "n1"));
        host.broken = "open";

        assertThat(look()).containsExactly("open a", "open b");
        assertThat(reconciler.problems())
                .containsExactly(
                        "keyspace 'a' is not opened: the disk says no", "keyspace 'b' is not opened: the disk says no");
        host.broken = null;
        assertThat(look()).containsExactly("open a", "open b");
        assertThat(reconciler.problems()).isEmpty();
        assertThat(look()).isEmpty();
    }

    @Test
    void shouldNotDeleteWhatItCouldNotClose() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"));
        look();
        theMapIs(3, Map.of(group(1).value(), "a"));
        host.broken = "close";

        assertThat(look()).containsExactly("close a");
        assertThat(reconciler.problems()).hasSize(1);
        host.broken = "list";
        assertThat(look()).containsExactly("close a");
        assertThat(reconciler.problems()).containsExactly("the groups on disk cannot be listed: the disk says no");
    }

    @Test
    void shouldLookAtNothingButTheMapWhenAllIsAsItSays() {
        theMapIs(2, Map.of(), spec("a", 1, "n1"));
        look();
        host.broken = "list";
        int before = looks;

        assertThat(look()).isEmpty();
        assertThat(looks).isEqualTo(before + 1);
        assertThat(reconciler.problems()).isEmpty();
    }
}
