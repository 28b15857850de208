/**
 * Sets of elements that are added once each: none that was acknowledged is missing, none is there that was refused. May
 * import {@code core}, {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.set;

import org.jspecify.annotations.NullMarked;
