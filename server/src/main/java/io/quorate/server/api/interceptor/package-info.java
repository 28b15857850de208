/**
 * Owns: what request metadata means: {@code hasleader} and the {@code quorate-} keys. Invariants: a request without any
 * of them pays a few key look-ups and nothing else; a bad value is refused before anything is done. Threads: the
 * connection's event loop. Imports: request, command, common, api.error, grpc.
 */
@NullMarked
package io.quorate.server.api.interceptor;

import org.jspecify.annotations.NullMarked;
