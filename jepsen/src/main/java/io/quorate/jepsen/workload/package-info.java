/**
 * What clients do during a run: connections that never retry, the table from errors to outcomes, and one class a
 * workload that chooses operations by a seed and records them. Each process is one thread with one operation at a time.
 * May import {@code core} and the etcd stubs.
 */
@NullMarked
package io.quorate.jepsen.workload;

import org.jspecify.annotations.NullMarked;
