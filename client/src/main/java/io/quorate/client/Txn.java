package io.quorate.client;

import java.util.List;

/**
 * Compares, then runs one of two lists of operations, atomically. Immutable.
 *
 * @param comparisons all must hold for {@code success} to run; none always holds
 */
public record Txn(List<Comparison> comparisons, List<Operation> success, List<Operation> failure) {
    public Txn {
        comparisons = List.copyOf(comparisons);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /** Begins with the conditions. */
    public static Txn when(Comparison... comparisons) {
        return new Txn(List.of(comparisons), List.of(), List.of());
    }

    /** What to do when they hold. */
    public Txn then(Operation... operations) {
        return new Txn(comparisons, List.of(operations), failure);
    }

    /** What to do when one does not. */
    public Txn otherwise(Operation... operations) {
        return new Txn(comparisons, success, List.of(operations));
    }

    /**
     * Only compares and gets, none of it nested: a node answers it as it does a get, without an entry in the log, at
     * any read level.
     */
    public boolean isReadOnly() {
        return success.stream().allMatch(Operation.Get.class::isInstance)
                && failure.stream().allMatch(Operation.Get.class::isInstance);
    }
}
