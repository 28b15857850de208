package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.core.LeaderSample;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** What the nodes say about who leads one keyspace, asked again all the time. Any thread; does not block. */
public interface LeaderWatch {
    /**
     * A node's answer.
     *
     * @param said when, and who leads by its word
     * @param applied index of the newest entry applied there
     */
    record NodeView(LeaderSample said, long applied) {}

    /** The node's answer to the last question; empty when that was not answered, or is older than a second. */
    Optional<NodeView> view(int node);

    /** The node that says of itself that it leads; of several, the one with the highest term. */
    default OptionalInt leader(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(this::view)
                .flatMap(Optional::stream)
                .map(NodeView::said)
                .filter(said -> said.leader() == said.node())
                .max(Comparator.comparingLong(LeaderSample::term))
                .map(said -> OptionalInt.of(said.node()))
                .orElseGet(OptionalInt::empty);
    }

    /** {@code leader}, {@code follower}, or {@code unknown} while nobody leads. */
    default String role(int node, int nodes) {
        OptionalInt leader = leader(nodes);
        if (leader.isEmpty()) {
            return "unknown";
        }
        return leader.getAsInt() == node ? "leader" : "follower";
    }

    /** Whether all of them know one leader, who says so itself. */
    default boolean agree(int nodes, Set<Integer> of) {
        OptionalInt leader = leader(nodes);
        return leader.isPresent()
                && of.stream()
                        .allMatch(node -> view(node)
                                .filter(view -> view.said().leader() == leader.getAsInt())
                                .isPresent());
    }

    /** The highest term that any node told; -1 when none answers. */
    default long term(int nodes) {
        return IntStream.range(0, nodes)
                .mapToObj(this::view)
                .flatMap(Optional::stream)
                .mapToLong(view -> view.said().term())
                .max()
                .orElse(-1);
    }
}
