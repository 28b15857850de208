package io.quorate.jepsen.nemesis;

/** Arithmetic of voters; every node is one. */
final class Quorum {
    private Quorum() {}

    /** The most nodes that may fail while the rest goes on. */
    static int minority(int nodes) {
        return (nodes - 1) / 2;
    }

    /** The fewest that go on. */
    static int majority(int nodes) {
        return nodes / 2 + 1;
    }
}
