package io.quorate.jepsen.report;

import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;

/** Operations that become unavailable together. */
public enum OperationClass {
    WRITE("writes"),
    LINEARIZABLE_READ("linearizable reads"),
    SERIALIZABLE_READ("serializable reads");

    private final String title;

    OperationClass(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    public static OperationClass of(Op op) {
        if (op.action().writes()) {
            return WRITE;
        }
        return op.invocation().level() == ReadLevel.LINEARIZABLE ? LINEARIZABLE_READ : SERIALIZABLE_READ;
    }
}
