/**
 * Puts a run together: starts the cluster, the clients and the nemesis, ends them in order, reads everything back,
 * compares the replicas, has the history judged, and says what all of it comes to. May import every room but
 * {@code cli}.
 */
@NullMarked
package io.quorate.jepsen.run;

import org.jspecify.annotations.NullMarked;
