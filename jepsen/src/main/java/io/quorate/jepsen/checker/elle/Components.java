package io.quorate.jepsen.checker.elle;

import io.quorate.jepsen.checker.column.Ints;
import java.util.Arrays;

/** Strongly connected components of a graph by edges of some kinds: Tarjan's algorithm without recursion. */
final class Components {
    private static final int UNSEEN = -1;

    private final Graph graph;
    private final int kinds;
    private final int[] index;
    private final int[] low;
    /** By node, the component; UNSEEN while it is open. */
    private final int[] component;

    private final int[] cursor;
    private final Ints path = new Ints();
    private final Ints open = new Ints();
    private final Ints sizes = new Ints();
    private int visited;

    private Components(Graph graph, int kinds) {
        this.graph = graph;
        this.kinds = kinds;
        index = new int[graph.nodes()];
        Arrays.fill(index, UNSEEN);
        low = new int[graph.nodes()];
        component = index.clone();
        cursor = new int[graph.nodes()];
    }

    /** @param kinds which edges count, of {@link Graph} */
    static Components of(Graph graph, int kinds) {
        Components result = new Components(graph, kinds);
        for (int node = 0; node < graph.nodes(); node++) {
            if (result.index[node] == UNSEEN) {
                result.walk(node);
            }
        }
        return result;
    }

    int count() {
        return sizes.size();
    }

    int size(int number) {
        return sizes.at(number);
    }

    int of(int node) {
        return component[node];
    }

    private void walk(int root) {
        enter(root);
        while (path.size() > 0) {
            int node = path.last();
            if (cursor[node] == graph.begin(node + 1)) {
                leave(node);
                continue;
            }
            int edge = graph.outgoing(cursor[node]++);
            int target = graph.to(edge);
            if ((graph.kind(edge) & kinds) == 0) {
                continue;
            }
            if (index[target] == UNSEEN) {
                enter(target);
            } else if (component[target] == UNSEEN) {
                low[node] = Math.min(low[node], index[target]);
            }
        }
    }

    private void enter(int node) {
        index[node] = visited;
        low[node] = visited++;
        cursor[node] = graph.begin(node);
        path.add(node);
        open.add(node);
    }

    private void leave(int node) {
        path.removeLast();
        if (path.size() > 0) {
            int parent = path.last();
            low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] != index[node]) {
            return;
        }
        int size = 0;
        int member;
        do {
            member = open.removeLast();
            component[member] = sizes.size();
            size++;
        } while (member != node);
        sizes.add(size);
    }
}
