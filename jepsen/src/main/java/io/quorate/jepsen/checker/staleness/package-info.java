/**
 * How old is what serializable reads show, and whether it ever was true. Age is measured, never judged. May import
 * {@code core}, {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.staleness;

import org.jspecify.annotations.NullMarked;
