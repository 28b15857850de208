package io.quorate.client.cli;

import java.util.List;

/**
 * Adds commands to {@code quorate}; found by {@link java.util.ServiceLoader}. Providers are loaded for every
 * invocation, also for help: constructing one and its commands must be cheap.
 */
public interface CommandProvider {
    /** Objects annotated with picocli's {@code @Command}; each becomes a subcommand of {@code quorate}. */
    List<Object> commands();
}
