/**
 * Owns: the deterministic machine: apply(position, entry) to outcomes. Invariants: the same entries give the same bytes
 * on every replica; no clock, random, threads or locale. Threads: confined to the apply thread. Imports: command, mvcc,
 * storage, common.
 */
@NullMarked
package io.quorate.server.statemachine;

import org.jspecify.annotations.NullMarked;
