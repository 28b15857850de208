/**
 * Raft's own promise, as far as nodes tell of it: a term has one leader. May import {@code core} and {@code checker}.
 */
@NullMarked
package io.quorate.jepsen.checker.leaders;

import org.jspecify.annotations.NullMarked;
