package io.quorate.jepsen.checker.elle;

import static io.quorate.jepsen.checker.elle.Graph.PROCESS;
import static io.quorate.jepsen.checker.elle.Graph.REALTIME;
import static io.quorate.jepsen.checker.elle.Graph.RW;
import static io.quorate.jepsen.checker.elle.Graph.WR;
import static io.quorate.jepsen.checker.elle.Graph.WW;

import io.quorate.jepsen.checker.column.Ints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The circles in a graph, for each strongly connected component: one of the worst class that is in it, where classes
 * that need no process order and no real time come before those that do; and the shortest, if that is another.
 */
final class Cycles {
    private static final int UNSEEN = -1;
    /** Edges that may be looked at for one component; beyond, the shortest circle so far is taken. */
    private static final long MOST_STEPS = 4_000_000;

    private static final int MOST_COMPONENTS = 50;

    /** @param edges of the circle, in order */
    record Cycle(String kind, int[] edges) {}

    private final Graph graph;
    private final Components whole;
    /** By component. */
    private final Map<Integer, Cycle> worst = new LinkedHashMap<>();

    private final Map<Integer, Cycle> shortest = new HashMap<>();

    /** By node, the edge by which the search came to it. */
    private final int[] cameBy;

    private final Ints queue = new Ints();
    private long steps;

    private Cycles(Graph graph) {
        this.graph = graph;
        whole = Components.of(graph, WW | WR | RW | PROCESS | REALTIME);
        cameBy = new int[graph.nodes()];
        Arrays.fill(cameBy, UNSEEN);
    }

    static List<Cycle> of(Graph graph) {
        Cycles result = new Cycles(graph);
        if (result.whole.count() < graph.nodes()) {
            result.search();
        }
        List<Cycle> cycles = new ArrayList<>();
        result.worst.forEach((component, cycle) -> {
            cycles.add(cycle);
            Cycle shortest = result.shortest.getOrDefault(component, cycle);
            if (shortest.edges.length < cycle.edges.length) {
                cycles.add(shortest);
            }
        });
        return cycles;
    }

    private void search() {
        for (int more : new int[] {0, PROCESS, PROCESS | REALTIME}) {
            plain("G0", WW | more);
            plain("G1c", WW | WR | more);
            single(WW | WR | more);
            plain("G2-item", WW | WR | RW | more);
        }
    }

    /** Any circle of these kinds of edges. */
    private void plain(String name, int kinds) {
        Components components = Components.of(graph, kinds);
        boolean[] looked = new boolean[components.count()];
        for (int node = 0; node < graph.nodes(); node++) {
            int component = components.of(node);
            if (components.size(component) > 1 && !looked[component] && isOpen(whole.of(node))) {
                looked[component] = true;
                report(name, around(components, node, kinds));
            }
        }
    }

    private int @Nullable [] around(Components components, int member, int kinds) {
        int @Nullable [] best = null;
        steps = MOST_STEPS;
        for (int node = member; node < graph.nodes(); node++) {
            if (components.of(node) != components.of(member)) {
                continue;
            }
            for (int place = graph.begin(node); place < graph.begin(node + 1); place++) {
                int edge = graph.outgoing(place);
                if ((graph.kind(edge) & kinds) != 0 && components.of(graph.to(edge)) == components.of(member)) {
                    best = shorter(best, closed(edge, components, kinds));
                }
            }
            if (best != null && (best.length == 2 || steps < 0)) {
                break;
            }
        }
        return best;
    }

    /** A circle with one RW and else only these kinds of edges. */
    private void single(int kinds) {
        Map<Integer, int[]> best = new LinkedHashMap<>();
        Map<Integer, Long> left = new HashMap<>();
        for (int edge = 0; edge < graph.edges(); edge++) {
            int component = whole.of(graph.from(edge));
            boolean within = component == whole.of(graph.to(edge)) && isOpen(component);
            steps = left.getOrDefault(component, MOST_STEPS);
            if (graph.kind(edge) != RW || !within || steps < 0) {
                continue;
            }
            int @Nullable [] cycle = shorter(best.get(component), closed(edge, whole, kinds));
            if (cycle != null) {
                best.put(component, cycle);
            }
            left.put(component, cycle != null && cycle.length == 2 ? -1 : steps);
        }
        best.values().forEach(cycle -> report("G-single", cycle));
    }

    private static int @Nullable [] shorter(int @Nullable [] one, int @Nullable [] other) {
        return one == null || (other != null && other.length < one.length) ? other : one;
    }

    /** The shortest circle that starts with an edge, within its component. */
    private int @Nullable [] closed(int first, Components components, int kinds) {
        int start = graph.from(first);
        int begin = graph.to(first);
        int component = components.of(start);
        queue.clear();
        queue.add(begin);
        cameBy[begin] = first;
        int @Nullable [] result = null;
        for (int i = 0; i < queue.size() && result == null; i++) {
            int node = queue.at(i);
            for (int place = graph.begin(node); place < graph.begin(node + 1) && result == null; place++) {
                int edge = graph.outgoing(place);
                int target = graph.to(edge);
                steps--;
                if ((graph.kind(edge) & kinds) == 0 || components.of(target) != component) {
                    continue;
                }
                if (target == start) {
                    result = back(first, edge);
                } else if (cameBy[target] == UNSEEN) {
                    cameBy[target] = edge;
                    queue.add(target);
                }
            }
        }
        for (int i = 0; i < queue.size(); i++) {
            cameBy[queue.at(i)] = UNSEEN;
        }
        return result;
    }

    private int[] back(int first, int last) {
        Ints edges = new Ints();
        int edge = last;
        while (edge != first) {
            edges.add(edge);
            edge = cameBy[graph.from(edge)];
        }
        edges.add(first);
        int[] result = new int[edges.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = edges.at(result.length - 1 - i);
        }
        return result;
    }

    private void report(String name, int @Nullable [] cycle) {
        if (cycle == null) {
            return;
        }
        int used = 0;
        for (int edge : cycle) {
            used |= graph.kind(edge);
        }
        String suffix = (used & REALTIME) != 0 ? "-realtime" : (used & PROCESS) != 0 ? "-process" : "";
        Cycle found = new Cycle(name + suffix, cycle);
        int component = whole.of(graph.from(cycle[0]));
        worst.putIfAbsent(component, found);
        shortest.merge(component, found, (one, other) -> other.edges.length < one.edges.length ? other : one);
    }

    /** Whether more may be found in a component. */
    private boolean isOpen(int component) {
        Cycle best = shortest.get(component);
        return best == null ? worst.size() < MOST_COMPONENTS : best.edges.length > 2;
    }
}
