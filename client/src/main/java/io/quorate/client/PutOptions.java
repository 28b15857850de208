package io.quorate.client;

/**
 * How to put.
 *
 * @param lease to attach; 0 for none, which detaches the one that the key has
 * @param previous return what was there before
 * @param keepValue keep the value that is there (the given one must be empty); the key must exist
 * @param keepLease keep the lease that is attached; the key must exist
 */
public record PutOptions(long lease, boolean previous, boolean keepValue, boolean keepLease) {
    private static final PutOptions DEFAULTS = new PutOptions(0, false, false, false);

    public static PutOptions defaults() {
        return DEFAULTS;
    }

    public PutOptions withLease(long newLease) {
        return new PutOptions(newLease, previous, keepValue, keepLease);
    }

    public PutOptions withPrevious() {
        return new PutOptions(lease, true, keepValue, keepLease);
    }

    public PutOptions withKeptValue() {
        return new PutOptions(lease, previous, true, keepLease);
    }

    public PutOptions withKeptLease() {
        return new PutOptions(lease, previous, keepValue, true);
    }
}
