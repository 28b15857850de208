package io.quorate.server.keyspaces;

/**
 * How far one group was committed at which time. Keeps a bounded number of looks: when there are too many, every other
 * one of the older half is forgotten, so what is long ago is known less exactly. Any thread.
 */
final class CommitTimes {
    private static final int CAPACITY = 64;

    private final long[] indexes = new long[CAPACITY];
    private final long[] nanos = new long[CAPACITY];
    private int size;

    /** One look; nothing new is not worth remembering. */
    synchronized void committed(long index, long now) {
        if (size > 0 && indexes[size - 1] >= index) {
            return;
        }
        if (size == CAPACITY) {
            thin();
        }
        indexes[size] = index;
        nanos[size] = now;
        size++;
    }

    private void thin() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i >= CAPACITY / 2 || i % 2 == 0) {
                indexes[kept] = indexes[i];
                nanos[kept] = nanos[i];
                kept++;
            }
        }
        size = kept;
    }

    /** Since the first look that had more committed than this; 0 when none had. */
    synchronized long lackedNanos(long held, long now) {
        for (int i = 0; i < size; i++) {
            if (indexes[i] > held) {
                return now - nanos[i];
            }
        }
        return 0;
    }
}
