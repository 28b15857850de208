package io.quorate.jepsen.report;

import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.Op;

/** How an operation ended, as a page shows it. */
enum Ending {
    OK(0),
    /** FAIL, but by a comparison that did not hold: the cluster did what was asked. */
    UNEQUAL(1),
    FAIL(2),
    INFO(3);

    private final int number;

    Ending(int number) {
        this.number = number;
    }

    /** In the page's data. */
    int number() {
        return number;
    }

    static Ending of(Op op) {
        return switch (op.outcome()) {
            case OK -> OK;
            case FAIL -> Ops.isMismatch(op) ? UNEQUAL : FAIL;
            case INFO -> INFO;
        };
    }
}
