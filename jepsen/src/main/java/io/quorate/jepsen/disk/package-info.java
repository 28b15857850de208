/**
 * A file system of its own for each node, on a loop device, so that its power can go, its writes stall, its space end
 * and its accesses fail, without harm to anything else. Needs root and Linux.
 *
 * <p>Called by the nemesis' thread. May import {@code cluster}.
 */
@NullMarked
package io.quorate.jepsen.disk;

import org.jspecify.annotations.NullMarked;
