package io.quorate.server.mvcc;

import java.util.function.BooleanSupplier;

/** Asks now and then, during a walk over many rows, whether its result is still wanted. */
public final class Patience {
    private static final int ROWS = 256;

    private final BooleanSupplier wanted;
    private int rows;

    public Patience(BooleanSupplier wanted) {
        this.wanted = wanted;
    }

    /**
     * To be called for each row.
     *
     * @throws MvccReader.Unwanted when it is not
     */
    public void row() {
        rows++;
        if (rows % ROWS == 0 && !wanted.getAsBoolean()) {
            throw new MvccReader.Unwanted();
        }
    }
}
