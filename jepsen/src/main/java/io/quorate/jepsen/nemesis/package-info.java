/**
 * Breaks a cluster on purpose. A {@link io.quorate.jepsen.nemesis.SwarmPlan} says what is done when, all of it drawn
 * from one seed and printed before the start; {@link io.quorate.jepsen.nemesis.Nemesis} does it on a thread of its own
 * and keeps one {@link io.quorate.jepsen.core.FaultRecord} of each fault.
 *
 * <p>Invariants: a fault counts only when its effect was seen, and so does its end. In the safe profile a majority of
 * the nodes is up and connected at every moment: {@link io.quorate.jepsen.nemesis.Ledger} refuses what would break
 * that, whatever the plan says. Whatever happens, the run ends with everything healed, or with a list of what is not.
 *
 * <p>All ports of {@code cluster} are called from the nemesis' thread. May import {@code core} and the ports of
 * {@code cluster}.
 */
@NullMarked
package io.quorate.jepsen.nemesis;

import org.jspecify.annotations.NullMarked;
