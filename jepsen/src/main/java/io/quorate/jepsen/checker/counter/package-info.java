/**
 * Keys whose version counts their writes, by a client that sends again until it knows: every write is applied once. May
 * import {@code core}, {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.counter;

import org.jspecify.annotations.NullMarked;
