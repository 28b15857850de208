/**
 * Ports to a cluster under test: processes that can be killed, links that can be cut, disks that lose power, clocks
 * that run wrong. {@code cluster.process} and {@code cluster.docker} implement them; {@code disk}, {@code clock} and
 * the client's {@code relay} are the means. Whatever acts here verifies by effect and throws
 * {@link io.quorate.jepsen.cluster.FaultFailed} when it does not see it. Methods block and are called from one thread,
 * the nemesis, unless they say otherwise. May import {@code core}.
 */
@NullMarked
package io.quorate.jepsen.cluster;

import org.jspecify.annotations.NullMarked;
