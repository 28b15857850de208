/** The harness at work on real servers: the short tier, which every build runs, and the long one. */
@NullMarked
package io.quorate.jepsen.chaos;

import org.jspecify.annotations.NullMarked;
