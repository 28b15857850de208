/**
 * Whether a run was worth something: enough was done, and enough was broken. May import {@code core}, {@code checker}
 * and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.floor;

import org.jspecify.annotations.NullMarked;
