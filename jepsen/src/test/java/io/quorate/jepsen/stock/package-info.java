/**
 * Ratis as it comes, with its own linearizable reads, leases and metadata file, broken on purpose: four schedules in
 * which it breaks its promises, each told by the history that clients record and by nothing else. A harness that does
 * not find these finds nothing; and the same schedules are run against our own nodes. Servers of Ratis run in this JVM,
 * so that single messages can be held or lost.
 */
@NullMarked
package io.quorate.jepsen.stock;

import org.jspecify.annotations.NullMarked;
