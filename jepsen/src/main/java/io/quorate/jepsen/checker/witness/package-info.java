/**
 * The witness of revisions: the numbers in the answers claim one order of everything that ever changed the store. This
 * room takes the cluster at its word and looks whether the word holds: one writer a revision, every answer as a replay
 * in that order says, and the order never against real time. Sees what a search over single keys cannot: ranges,
 * transactions, and keys against each other. May import {@code core}, {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.witness;

import org.jspecify.annotations.NullMarked;
