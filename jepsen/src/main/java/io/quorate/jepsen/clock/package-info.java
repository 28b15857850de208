/**
 * Wrong clocks for single processes, by preloading libfaketime (the package {@code faketime} of Debian). Called by the
 * nemesis' thread. May import {@code cluster}.
 */
@NullMarked
package io.quorate.jepsen.clock;

import org.jspecify.annotations.NullMarked;
