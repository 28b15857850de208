/**
 * Whether everything that was acknowledged is still there when all faults are over. May import {@code core},
 * {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.durability;

import org.jspecify.annotations.NullMarked;
