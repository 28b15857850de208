/**
 * How long nobody is served, in all and after each fault. May import {@code core}, {@code checker} and
 * {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.availability;

import org.jspecify.annotations.NullMarked;
