package io.quorate.client;

import java.util.concurrent.CompletableFuture;

/**
 * The cluster's keyspaces. Thread-safe. Futures complete exceptionally with a {@link QuorateException}: what is
 * malformed as {@link InvalidRequestException}, what the cluster says no to as {@link RejectedException}, and changes
 * whose outcome nobody knows as {@link IndeterminateException}: then list before you ask again.
 */
public interface KeyspaceClient {
    /** All of them, as of now. */
    CompletableFuture<KeyspaceList> list();

    /**
     * Adds an empty keyspace, with the voters of the default one. Any node can be asked for its keys at once; the first
     * answers may take as long as an election does.
     *
     * @param name a letter or digit, then up to 62 letters, digits, dots, dashes or underlines
     */
    CompletableFuture<Keyspace> create(String name, KeyspaceOptions options);

    /**
     * Changes where a keyspace's leader belongs.
     *
     * @param home city, zone or node; empty for anywhere
     */
    CompletableFuture<Keyspace> changeHome(String name, String home);

    /** Changes what is wanted of a keyspace, all of it: what is not stated is wanted no more. */
    CompletableFuture<Keyspace> changeGoals(String name, KeyspaceGoals goals);

    /**
     * Changes where a keyspace's leader belongs, and waits until it leads from there or the time is over. A planned
     * handover: no acknowledged write is lost, requests wait meanwhile.
     *
     * @param to city, zone or node
     */
    CompletableFuture<KeyspaceSwitch> switchTo(String name, String to);

    /** Removes a keyspace and all its data, on all nodes. There is no way back. */
    CompletableFuture<Void> drop(String name);
}
