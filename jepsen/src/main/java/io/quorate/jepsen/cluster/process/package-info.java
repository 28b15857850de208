/**
 * A cluster of local processes: one JVM a node, each with its own map of host names, so that every connection between
 * nodes goes through relays; each with a disk and a clock of its own where this machine allows it.
 *
 * <p>Starts servers by the launcher script only. Called by the nemesis' thread but for {@code isRunning}. May import
 * {@code cluster}, {@code disk}, {@code clock} and the client's {@code relay}.
 */
@NullMarked
package io.quorate.jepsen.cluster.process;

import org.jspecify.annotations.NullMarked;
