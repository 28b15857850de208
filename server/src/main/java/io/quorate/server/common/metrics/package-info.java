/**
 * Owns: the small faces through which rooms report figures. Invariants: recording never blocks and never fails.
 * Threads: any. Imports: the JDK only.
 */
@NullMarked
package io.quorate.server.common.metrics;

import org.jspecify.annotations.NullMarked;
