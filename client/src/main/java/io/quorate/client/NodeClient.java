package io.quorate.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The cluster's nodes. Thread-safe. Futures complete exceptionally with a {@link QuorateException}: an unknown node as
 * {@link RejectedException}, changes whose outcome nobody knows as {@link IndeterminateException}: asking again does no
 * harm.
 */
public interface NodeClient {
    /** All of them, as of now. */
    CompletableFuture<NodeList> list();

    /** All of them, as the node that answers knows it: also while there is no majority. */
    CompletableFuture<NodeList> listAsKnown();

    /**
     * Says that a node shall lead nothing, until it is undrained; it goes on voting and serving. Completes when that is
     * agreed on; what it leads is handed over then, which {@link #reports} tell of.
     */
    CompletableFuture<ClusterNode> drain(String name);

    /** Says that a node may lead again; what belongs to it goes back to it. */
    CompletableFuture<ClusterNode> undrain(String name);

    /** What each endpoint says of itself, in the order of the endpoints; a node that is silent says so. */
    CompletableFuture<List<NodeReport>> reports();
}
