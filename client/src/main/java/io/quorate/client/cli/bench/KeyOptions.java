package io.quorate.client.cli.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which keys: the options of every workload. */
final class KeyOptions {
    private static final int MAX_DIGITS = 18;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private CommandSpec spec;

    @Option(names = "--key-size", paramLabel = "BYTES", defaultValue = "8", description = "Size of a key.")
    private int keySize;

    @Option(
            names = "--key-space",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Number of different keys; they are the numbers from 0, padded with zeros.")
    private long keySpace;

    @Option(names = "--sequential", description = "Take the keys in turn, not at random.")
    private boolean sequential;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of keys and values.")
    private long seed;

    /** The shape, with values of a size. */
    Workload.KeyShape shape(int valueSize) {
        if (keySize < 1 || keySpace < 1 || valueSize < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--key-size and --key-space must be at least 1, --val-size at least 0");
        }
        if (keySize < MAX_DIGITS && keySpace > Math.pow(10, keySize)) {
            throw new ParameterException(
                    spec.commandLine(),
                    keySpace + " different keys do not fit into " + keySize + " digits; raise --key-size");
        }
        return new Workload.KeyShape(keySize, valueSize, keySpace, sequential, seed);
    }
}
