package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.NodeSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Where the nodes are. */
final class Sites {
    private Sites() {}

    static List<String> cities(FaultContext context) {
        return distinct(context, NodeSpec::city);
    }

    static List<String> zones(FaultContext context) {
        return distinct(context, NodeSpec::zone);
    }

    static Set<Integer> inCity(FaultContext context, String city) {
        return where(context, NodeSpec::city, city);
    }

    static Set<Integer> inZone(FaultContext context, String zone) {
        return where(context, NodeSpec::zone, zone);
    }

    private static List<String> distinct(FaultContext context, Function<NodeSpec, String> place) {
        return context.cluster().nodes().stream().map(place).distinct().sorted().toList();
    }

    private static Set<Integer> where(FaultContext context, Function<NodeSpec, String> place, String name) {
        List<NodeSpec> nodes = context.cluster().nodes();
        return new TreeSet<>(IntStream.range(0, nodes.size())
                .filter(node -> place.apply(nodes.get(node)).equals(name))
                .boxed()
                .toList());
    }
}
