/**
 * Judges whether keyspaces know nothing of each other. Pure: of a history only. May import {@code core},
 * {@code checker} and {@code column}.
 */
@NullMarked
package io.quorate.jepsen.checker.isolation;

import org.jspecify.annotations.NullMarked;
