/**
 * Linearizability of single keys, without trust in any number that the cluster gives: neither revisions nor versions.
 * Two algorithms of different kinds, one a search and one a theorem about unique values. May import {@code core},
 * {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.lin;

import org.jspecify.annotations.NullMarked;
