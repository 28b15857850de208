package io.quorate.client.cli.bench;

import picocli.CommandLine.Option;

/** What is put: the option of every workload that writes. */
final class ValueOptions {
    @Option(names = "--val-size", paramLabel = "BYTES", defaultValue = "256", description = "Size of a value.")
    private int size;

    int size() {
        return size;
    }
}
