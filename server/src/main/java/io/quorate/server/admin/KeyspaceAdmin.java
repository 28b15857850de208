package io.quorate.server.admin;

import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's keyspaces, from any node. Nothing blocks; futures complete on any thread, normally with what became of
 * the request or exceptionally with a {@link io.quorate.server.request.RequestFailure} and nothing else.
 */
public interface KeyspaceAdmin {
    /** What became of a change. */
    sealed interface Change {}

    /**
     * It is in the map, which every node follows by itself.
     *
     * @param epoch of the map that has it
     */
    record Changed(KeyspaceSpec keyspace, long epoch) implements Change {}

    /** Nothing was changed. */
    record Refused(Reason reason, String explanation) implements Change {}

    /** Why a change is refused. */
    enum Reason {
        /** The name is taken. */
        EXISTS,
        /** There is no such keyspace. */
        NOT_FOUND,
        /** What is asked for makes no sense: the explanation says why. */
        BAD,
        /** The keyspace always exists. */
        NEEDED,
        /** There are as many as there may be. */
        TOO_MANY,
        /** The map was changed meanwhile: look, and ask again. */
        CONFLICT
    }

    /**
     * What a new keyspace is to be; what is null is as for the default keyspace.
     *
     * @param home city, zone or node where its leader belongs; empty for anywhere
     */
    record Draft(
            String name, @Nullable String pattern, @Nullable String home, boolean leaderLease, KeyspaceGoals goals) {}

    /**
     * What is to change; what is null stays.
     *
     * @param home city, zone or node where its leader belongs; empty for anywhere
     */
    record Alteration(@Nullable String home, @Nullable KeyspaceGoals goals) {}

    /** The map, not older than this call. */
    CompletableFuture<KeyspaceMap> map(long deadlineNanos);

    /** Adds a keyspace; completes when it is in the map. */
    CompletableFuture<Change> create(Draft draft, long deadlineNanos);

    /** Says where a keyspace's leader belongs, and what is wanted of it. */
    CompletableFuture<Change> alter(String keyspace, Alteration alteration, long deadlineNanos);

    /**
     * Says where a keyspace's leader belongs, for it to go there now: refused when every voter there is drained.
     *
     * @param place city, zone or node
     */
    CompletableFuture<Change> switchTo(String keyspace, String place, long deadlineNanos);

    /** Whether a city, zone or node takes a node in. */
    boolean isIn(NodeId node, String place);

    /** Takes a keyspace out of the map: nodes serve it no longer, and delete its files. There is no way back. */
    CompletableFuture<Change> drop(String keyspace, long deadlineNanos);
}
