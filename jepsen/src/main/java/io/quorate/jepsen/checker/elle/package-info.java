/**
 * Transactions on lists: whether there is one order of them that explains every read and does not contradict real time.
 * Each list shows its own history, so who wrote before whom, who read from whom, and who read before whom wrote are
 * known; a circle of these, and of who was done before whom was called, is a violation, named after Adya. After the
 * method of Elle (Kingsbury, Alvaro: Inferring Isolation Anomalies from Experimental Observations, 2020). Sound: what
 * is reported happened. May import {@code core}, {@code checker} and {@code checker.column}.
 */
@NullMarked
package io.quorate.jepsen.checker.elle;

import org.jspecify.annotations.NullMarked;
