package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One fault, from its aim to its end; an object for each time. Whatever it leaves to chance comes from the seed of its
 * {@link FaultSpec}. Of the nemesis' thread.
 *
 * <p>Order of calls: {@link #aim} and {@link #notYet} until it can be done; {@link #install} once; {@link #pulse} as
 * often as it likes; {@link #heal} once, also after an install that failed; {@link #healed} until it says so.
 */
interface Fault {
    /** What it will do, as far as chance decides it: for the plan that is printed. */
    String text();

    /** Chooses the nodes. May look, must not touch. */
    Claim aim(FaultContext context) throws FaultSkipped;

    /** Why it cannot be done yet, though what it claims is free; it keeps its place until it can. */
    default Optional<String> notYet(FaultContext context) {
        return Optional.empty();
    }

    /**
     * Does it and sees its effect.
     *
     * @return what was done and seen
     * @throws FaultFailed tried, effect not seen
     * @throws FaultSkipped nothing was changed
     */
    String install(FaultContext context) throws FaultFailed, FaultSkipped, InterruptedException;

    /** How often {@link #pulse} is called while the fault lasts; zero: never. */
    default Duration pulseEvery() {
        return Duration.ZERO;
    }

    /** The next turn of a fault that goes on. */
    default void pulse(FaultContext context) throws FaultFailed, InterruptedException {}

    /** Begins the end, or brings it about. */
    void heal(FaultContext context) throws FaultFailed, InterruptedException;

    /** Whether the end was seen; may do what is still to be done. Called about every 20 ms. */
    default boolean healed(FaultContext context) throws FaultFailed, InterruptedException {
        return true;
    }

    /** What became known since the install, for the record; empty when nothing. */
    default String epilogue() {
        return "";
    }

    /** How long the end may take from {@link #heal} on. */
    default Duration patience() {
        return Duration.ofSeconds(60);
    }

    /** Exit codes with which a node may end because of this. */
    default Set<Integer> exitCodes() {
        return Set.of();
    }
}
