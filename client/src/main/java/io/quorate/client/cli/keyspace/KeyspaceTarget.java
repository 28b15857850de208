package io.quorate.client.cli.keyspace;

import io.quorate.client.cli.ConnectionOptions;
import picocli.CommandLine.Parameters;

/**
 * Which keyspace of which cluster a command is about. Extends the connection's options rather than mixing them in: what
 * is mixed into a mixin does not learn which command it is part of.
 */
final class KeyspaceTarget extends ConnectionOptions {
    @Parameters(index = "0", paramLabel = "NAME", description = "The keyspace.")
    private String name = "";

    String name() {
        return name;
    }
}
