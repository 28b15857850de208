package io.quorate.client.cli.bench;

import picocli.CommandLine.Option;

/** How to read: the option of every workload that reads. */
final class ReadOptions {
    @Option(
            names = "--consistency",
            paramLabel = "l|s",
            defaultValue = "l",
            description = "l: linearizable reads, s: serializable (local, possibly stale).")
    private ReadConsistency consistency = ReadConsistency.L;

    /** One get of a key of this size. */
    RequestTemplate template(int keySize) {
        return Templates.range(keySize, consistency == ReadConsistency.S);
    }
}
