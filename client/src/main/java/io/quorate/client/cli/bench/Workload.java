package io.quorate.client.cli.bench;

import org.jspecify.annotations.Nullable;

/**
 * Which requests, over which keys.
 *
 * @param read null when nothing is read
 * @param write null when nothing is written
 * @param readRatio share of reads, 0 to 1
 */
record Workload(
        String name,
        @Nullable RequestTemplate read,
        @Nullable RequestTemplate write,
        double readRatio,
        KeyShape keys) {
    /**
     * Sizes in bytes, and which keys.
     *
     * @param keySpace number of keys
     * @param sequential keys in turn instead of at random
     */
    record KeyShape(int keySize, int valueSize, long keySpace, boolean sequential, long seed) {}
}
