/**
 * What one session sees in order: its reads never go back, its own writes are seen, its writes come after what it has
 * seen. May import {@code core}, {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.session;

import org.jspecify.annotations.NullMarked;
