package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.server.LinkSelection.Direction;
import io.quorate.server.common.NodeId;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.Site;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkSelectionTest {
    /** Nodes 0 and 1 in a1, 2 in a2, both of city a; 3 in b1 of city b. */
    private final LinkSelection links = new LinkSelection(new Geography(
            List.of(site("n1", "a1", "a"), site("n2", "a1", "a"), site("n3", "a2", "a"), site("n4", "b1", "b"))));

    private static Site site(String node, String zone, String city) {
        return new Site(new NodeId(node), zone, city);
    }

    private static Direction to(int from, int to) {
        return new Direction(from, to);
    }

    @Test
    void shouldTakeBothWaysOrOne() {
        assertThat(links.between("n1", "n4", false)).containsExactlyInAnyOrder(to(0, 3), to(3, 0));
        assertThat(links.between("n1", "n4", true)).containsExactly(to(0, 3));
        assertThat(links.between("n4", "n1", true)).containsExactly(to(3, 0));
    }

    @Test
    void shouldTakeEveryNodeOfAPlace() {
        assertThat(links.between("a1", "b", true)).containsExactlyInAnyOrder(to(0, 3), to(1, 3));
        assertThat(links.between("b", "a1", false)).containsExactlyInAnyOrder(to(0, 3), to(1, 3), to(3, 0), to(3, 1));
        assertThat(links.between("n1", "n2", true)).as("within a zone").containsExactly(to(0, 1));
    }

    @Test
    void shouldTakeWhatIsAroundAPlaceWithinAnother() {
        assertThat(links.between("a", "a1", true)).containsExactlyInAnyOrder(to(2, 0), to(2, 1));
        assertThat(links.between("a1", "a", true)).containsExactlyInAnyOrder(to(0, 2), to(1, 2));
        assertThat(links.between("n1", "a1", true)).containsExactly(to(0, 1));
    }

    @Test
    void shouldTakeAllLinksOutOfAPlace() {
        assertThat(links.around("a1"))
                .containsExactlyInAnyOrder(
                        to(0, 2), to(0, 3), to(1, 2), to(1, 3), to(2, 0), to(3, 0), to(2, 1), to(3, 1));
        assertThat(links.around("n4")).hasSize(6).isSubsetOf(links.all());
        assertThat(links.all()).hasSize(12);
    }

    @Test
    void shouldSayWhatItDoesNotFind() {
        assertThatThrownBy(() -> links.between("n1", "n9", false))
                .hasMessage("there is no node, zone or city 'n9'; known are a, b, a1, a2, b1, n1, n2, n3, n4");
        assertThatThrownBy(() -> links.between("n1", "n1", false))
                .hasMessageContaining("no link between 'n1' and 'n1'");
        assertThatThrownBy(() -> links.between("a1", "a1", false)).hasMessageContaining("no node in common");
        LinkSelection alone = new LinkSelection(new Geography(List.of(site("n1", "z", "c"), site("n2", "z", "c"))));
        assertThatThrownBy(() -> alone.around("c")).hasMessage("every node is in 'c': there is nothing around it");
    }
}
