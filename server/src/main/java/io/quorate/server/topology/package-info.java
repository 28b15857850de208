/**
 * Owns: what a topology means: places, groups, what each fault leaves working, and whether stated goals can be met.
 * Invariants: pure, the same topology gives the same verdict on every machine; a verdict never promises more than the
 * model of docs/operations/plan.md holds. Threads: any, all values are immutable. Imports: common.
 */
@NullMarked
package io.quorate.server.topology;

import org.jspecify.annotations.NullMarked;
