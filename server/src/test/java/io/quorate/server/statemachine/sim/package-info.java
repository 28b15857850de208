/**
 * Seeded simulation of the state machine and its sessions: the real {@code KvStateMachine} on three replicas, fed from
 * one total order of entries, while clients send their requests again, messages come late, twice and in another order,
 * replicas crash and lose what was not flushed, and install each other's snapshots. One thread, no time; the same seed
 * gives the same run.
 */
@NullMarked
package io.quorate.server.statemachine.sim;

import org.jspecify.annotations.NullMarked;
