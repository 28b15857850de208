/**
 * Owns: the only place where calls are repeated: who is asked next, when, and whether repeating is safe. Invariants: a
 * write goes out again only when nothing was done, or under the number it had before. Threads: network threads; nothing
 * blocks. Imports: gRPC, the public failures.
 */
@NullMarked
package io.quorate.client.internal.retry;

import org.jspecify.annotations.NullMarked;
