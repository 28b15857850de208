package io.quorate.server.api;

import java.util.List;

/**
 * What a node knows of itself beside its replicas, at one moment.
 *
 * @param version of the program
 * @param problems why it is not ready, or what it could not do
 * @param connections on the client port
 */
public record NodeFacts(String version, long upMillis, List<String> problems, int connections, Disk disk) {
    public NodeFacts {
        problems = List.copyOf(problems);
    }

    /** Where the data directory is; zeros when that is not known. */
    public record Disk(long totalBytes, long freeBytes) {}
}
