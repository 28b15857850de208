package io.quorate.jepsen.checker.column;

/** The order of rows by a column. */
public final class Order {
    private Order() {}

    /** Numbers of the rows in ascending order of {@code keys}; equal ones stay as they are. Fast where keys ascend. */
    public static int[] ascending(long[] keys) {
        int size = keys.length;
        int[] from = new int[size];
        for (int i = 0; i < size; i++) {
            from[i] = i;
        }
        int[] to = new int[size];
        for (long width = 1; width < size; width *= 2) {
            for (long low = 0; low < size; low += 2 * width) {
                int middle = (int) Math.min(size, low + width);
                int high = (int) Math.min(size, low + 2 * width);
                merge(keys, from, to, (int) low, middle, high);
            }
            int[] other = from;
            from = to;
            to = other;
        }
        return from;
    }

    private static void merge(long[] keys, int[] from, int[] to, int low, int middle, int high) {
        if (middle == high || keys[from[middle - 1]] <= keys[from[middle]]) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takeLeft = right == high || (left < middle && keys[from[left]] <= keys[from[right]]);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }

    /** The first place in ascending {@code keys}, of which {@code size} count, with a key above {@code bound}. */
    public static int above(long[] keys, int size, long bound) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[middle] <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
