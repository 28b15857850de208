/**
 * The vocabulary of a run: operations and what became of them, faults and what became of those, the history that holds
 * both, and seeds. Values only, immutable, any thread; imports nothing of the other rooms.
 *
 * <p>One process, one clock: every time is in nanoseconds since the run began, read from
 * {@link io.quorate.jepsen.core.RunClock}. A call time is read before the request is sent, a return time after the
 * answer was parsed, so that the interval contains the moment of effect.
 */
@NullMarked
package io.quorate.jepsen.core;

import org.jspecify.annotations.NullMarked;
