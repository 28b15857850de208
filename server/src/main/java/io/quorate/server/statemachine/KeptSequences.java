package io.quorate.server.statemachine;

import java.util.Arrays;

/** A sorted set of sequence numbers that mostly grows at its end and shrinks at its start. */
final class KeptSequences {
    private long[] sequences = new long[4];
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    boolean contains(long sequence) {
        return Arrays.binarySearch(sequences, start, end, sequence) >= 0;
    }

    long first() {
        return sequences[start];
    }

    /** Adds one that is not in it. */
    void add(long sequence) {
        if (end == sequences.length) {
            makeRoom();
        }
        int at = -1 - Arrays.binarySearch(sequences, start, end, sequence);
        System.arraycopy(sequences, at, sequences, at + 1, end - at);
        sequences[at] = sequence;
        end++;
    }

    long removeFirst() {
        return sequences[start++];
    }

    private void makeRoom() {
        int size = size();
        long[] target = size > sequences.length / 2 ? new long[sequences.length * 2] : sequences;
        System.arraycopy(sequences, start, target, 0, size);
        sequences = target;
        start = 0;
        end = size;
    }
}
