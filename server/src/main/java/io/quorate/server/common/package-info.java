/**
 * Owns: ids, byte strings, key ranges, time ports and faults that every room speaks of. Invariants: values are
 * immutable. Threads: any. Imports: the JDK only.
 */
@NullMarked
package io.quorate.server.common;

import org.jspecify.annotations.NullMarked;
