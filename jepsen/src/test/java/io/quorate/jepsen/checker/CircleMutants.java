package io.quorate.jepsen.checker;

import static io.quorate.jepsen.core.WorkloadKind.APPEND;

import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Micro;
import java.util.List;
import java.util.function.Predicate;

/** Transactions on lists of their own, planted at the end, that cannot come one after the other. */
final class CircleMutants {
    /** Lists that no correct history uses. */
    private static final int FRESH = 1_000;

    private CircleMutants() {}

    static List<Mutant> all() {
        return List.of(
                mutant("write skew", "G2-item", CircleMutants::writeSkew),
                mutant("dirty write", "G0", CircleMutants::dirtyWrite),
                mutant("circular information", "G1c", CircleMutants::circular),
                mutant("lost list update", "lost-update", CircleMutants::lostUpdate));
    }

    private static Mutant mutant(String name, String kind, Predicate<Edit> plant) {
        return Mutant.of(name, "strict-serializable", kind, APPEND, plant);
    }

    private static Micro read(int list, long... elements) {
        return Micro.read(FRESH + list, Elements.of(elements));
    }

    private static Micro append(int list, long value) {
        return Micro.append(FRESH + list, value);
    }

    private static boolean writeSkew(Edit edit) {
        edit.transaction(9_001, 10, 30, read(0), append(1, 1));
        edit.transaction(9_002, -10, 30, read(1), append(0, 2));
        edit.transaction(9_003, 20, 50, read(0, 2), read(1, 1));
        return true;
    }

    private static boolean dirtyWrite(Edit edit) {
        edit.transaction(9_001, 10, 30, append(0, 1), append(1, 2));
        edit.transaction(9_002, -10, 30, append(0, 3), append(1, 4));
        edit.transaction(9_003, 20, 50, read(0, 1, 3), read(1, 4, 2));
        return true;
    }

    private static boolean circular(Edit edit) {
        edit.transaction(9_001, 10, 30, append(0, 1), read(1, 2));
        edit.transaction(9_002, -10, 30, append(1, 2), read(0, 1));
        return true;
    }

    private static boolean lostUpdate(Edit edit) {
        edit.transaction(9_001, 10, 30, read(0), append(0, 1));
        edit.transaction(9_002, -10, 30, read(0), append(0, 2));
        return true;
    }
}
