/**
 * Judges of histories. Each is a pure function of a {@link io.quorate.jepsen.core.History}: no clock, no randomness, no
 * files. One that cannot come to a verdict within its limits says UNKNOWN, which is never a pass. May import
 * {@code core}.
 */
@NullMarked
package io.quorate.jepsen.checker;

import org.jspecify.annotations.NullMarked;
