/**
 * How old is what reads show that are not linearizable, and whether it ever was true. The age of serializable reads is
 * measured, never judged; of bounded ones it is held against what they state. May import {@code core}, {@code checker}
 * and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.staleness;

import org.jspecify.annotations.NullMarked;
