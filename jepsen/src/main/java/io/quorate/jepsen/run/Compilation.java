package io.quorate.jepsen.run;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How hard the servers' JVMs compile. A node that is started again every few seconds spends most of a small machine on
 * compiling well what it is about to forget; but the optimizing compiler reorders more, so it must have its turns.
 */
public enum Compilation {
    /** By the quick compiler only (C1): slower in the end, at full speed within seconds. */
    QUICK,
    /** As in production. */
    FULL,
    /** One of the others, by the seed; quick in three of four. */
    ANY;

    private static final int TURNS = 4;

    /** What this is in the run of this seed: not ANY. */
    Compilation of(long seed) {
        return this != ANY ? this : new SplittableRandom(~seed).nextInt(TURNS) == 0 ? FULL : QUICK;
    }

    /** For the JVM, in the run of this seed. */
    List<String> flags(long seed) {
        return of(seed) == QUICK ? List.of("-XX:TieredStopAtLevel=1") : List.of();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
