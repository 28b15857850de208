/** Owns: the store's fake for tests. Invariants: the contract of the port, nothing durable. Threads: any. */
@NullMarked
package io.quorate.server.storage.memory;

import org.jspecify.annotations.NullMarked;
