package io.quorate.jepsen.checker.elle;

import io.quorate.jepsen.checker.column.Ints;

/** Who must come before whom, and why. Filled, then sealed, then read. */
final class Graph {
    /** Why an edge is there: it wrote what the other wrote right after. */
    static final int WW = 1;
    /** It wrote what the other read. */
    static final int WR = 2;
    /** It read what the other overwrote. */
    static final int RW = 4;
    /** It was called before the other by the same process. */
    static final int PROCESS = 8;
    /** It returned before the other was called. */
    static final int REALTIME = 16;

    private final Ints from = new Ints();
    private final Ints to = new Ints();
    private final Ints kind = new Ints();
    /** The list concerned, and which element of it; only for the edges that come of one. */
    private final Ints list = new Ints();

    private final Ints element = new Ints();
    private int nodes;

    /** Numbers of edges, ordered by {@code from}, and where each node's begin. */
    private int[] outgoing = new int[0];

    private int[] begins = new int[1];

    Graph(int nodes) {
        this.nodes = nodes;
    }

    int nodes() {
        return nodes;
    }

    int edges() {
        return from.size();
    }

    /** One more node. */
    int addNode() {
        return nodes++;
    }

    /** An edge that comes of a list. All these come before the first of another kind. */
    void add(int source, int target, int why, int listNumber, int elementNumber) {
        if (source != target) {
            add(source, target, why);
            list.add(listNumber);
            element.add(elementNumber);
        }
    }

    /** An edge that comes of no list. */
    void add(int source, int target, int why) {
        from.add(source);
        to.add(target);
        kind.add(why);
    }

    void seal() {
        begins = new int[nodes + 1];
        for (int edge = 0; edge < from.size(); edge++) {
            begins[from.at(edge) + 1]++;
        }
        for (int node = 0; node < nodes; node++) {
            begins[node + 1] += begins[node];
        }
        int[] next = begins.clone();
        outgoing = new int[from.size()];
        for (int edge = 0; edge < from.size(); edge++) {
            outgoing[next[from.at(edge)]++] = edge;
        }
    }

    /** Places in {@link #outgoing} of a node's edges: from here to {@code begin(node + 1)}. */
    int begin(int node) {
        return begins[node];
    }

    int outgoing(int place) {
        return outgoing[place];
    }

    int from(int edge) {
        return from.at(edge);
    }

    int to(int edge) {
        return to.at(edge);
    }

    int kind(int edge) {
        return kind.at(edge);
    }

    int list(int edge) {
        return list.at(edge);
    }

    int element(int edge) {
        return element.at(edge);
    }
}
