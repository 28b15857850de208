/**
 * Histories as columns of primitives: what lets a checker take a million operations in seconds. No meaning of its own,
 * knows no operations. Not thread-safe. Imports nothing.
 */
@NullMarked
package io.quorate.jepsen.checker.column;

import org.jspecify.annotations.NullMarked;
