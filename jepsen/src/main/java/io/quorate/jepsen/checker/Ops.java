package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.Locale;

/** What may be concluded of a single operation, and how to tell of it. */
public final class Ops {
    private static final String MISMATCH = "mismatch";

    private Ops() {}

    /** Whether it is a CAS that was refused because the key held something else, which it shows. */
    public static boolean isMismatch(Op op) {
        return op.outcome() == Outcome.FAIL
                && op.action() == Action.CAS
                && op.completion().error().equals(MISMATCH);
    }

    /** Whether its answer tells of the store: it was done, or it is a CAS that was refused and shows why. */
    public static boolean isAnswered(Op op) {
        return op.isOk() || isMismatch(op);
    }

    /** Whether the cluster served it, be it with a comparison that did not hold, of a CAS or of a transaction. */
    public static boolean isServed(Op op) {
        return op.isOk() || op.completion().error().equals(MISMATCH);
    }

    /** Whether it shows what a single key held. */
    public static boolean showsKey(Op op) {
        return (op.isOk() && op.action() == Action.READ) || isMismatch(op);
    }

    /** Whether it would change the store if it took effect. */
    public static boolean writes(Op op) {
        if (op.action() == Action.TXN) {
            return op.invocation().micros().stream().anyMatch(Micro::append);
        }
        return op.action().writes();
    }

    public static boolean isLinearizable(Op op) {
        return op.invocation().level() == ReadLevel.LINEARIZABLE;
    }

    /** What a transaction did: reads with what they saw where it was answered. */
    public static List<Micro> micros(Op op) {
        return op.isOk() ? op.seen().micros() : op.invocation().micros();
    }

    /** One number for a key of a workload. */
    public static long keyCode(Op op) {
        return keyCode(op.workload(), op.invocation().key());
    }

    public static long keyCode(WorkloadKind workload, int key) {
        long number = switch (workload) {
            case REGISTER -> 0;
            case APPEND -> 1;
            case SET -> 2;
            case COUNTER -> 3;
            case SESSION -> 4;
            case STALENESS -> 5;
        };
        return (number << 32) | (key & 0xFFFF_FFFFL);
    }

    /** One operation in words. */
    public static String tell(Op op) {
        String where = op.node() < 0 ? "" : " at node " + op.node();
        String revision = op.revision() == 0 ? "" : " (revision " + op.revision() + ")";
        return String.format(
                Locale.ROOT,
                "op %d of process %d%s, %.3f to %.3f ms, %s%s",
                op.id(),
                op.process(),
                where,
                op.calledNanos() / 1e6,
                op.returnedNanos() / 1e6,
                deed(op),
                revision);
    }

    private static String deed(Op op) {
        Invocation asked = op.invocation();
        String key = asked.workload() + " " + asked.key();
        String level = switch (op.invocation().level()) {
            case LINEARIZABLE -> "";
            case SERIALIZABLE -> " serializably";
            case SESSION -> " in its session";
            case BOUNDED -> " within " + op.invocation().expected() + " ms";
        };
        return switch (op.action()) {
            case READ -> op.isOk() ? "read " + key + level + " as " + shown(op) : "did not read " + key;
            case WRITE -> fate(op, "wrote " + asked.value() + " to " + key);
            case CAS -> {
                String change = key + " from " + asked.expected() + " to " + asked.value();
                yield isMismatch(op)
                        ? "was refused to set " + change + " as it held " + shown(op)
                        : fate(op, "set " + change);
            }
            case TXN -> fate(op, "did " + brief(micros(op).toString()));
            case ADD -> fate(op, "added " + asked.value() + " to set " + asked.key());
            case READ_ALL ->
                op.isOk()
                        ? "read set " + asked.key() + level + " as "
                                + op.seen().elements().size() + " elements"
                        : "did not read set " + asked.key();
        };
    }

    private static String shown(Op op) {
        if (op.seen().value() == 0) {
            return "absent";
        }
        return op.seen().value() + " of revision " + op.seen().modRevision() + ", version "
                + op.seen().version();
    }

    private static String fate(Op op, String deed) {
        return switch (op.outcome()) {
            case OK -> deed;
            case FAIL -> deed + " and was refused (" + op.completion().error() + ")";
            case INFO -> deed + ", outcome unknown";
        };
    }

    private static String brief(String text) {
        return text.length() <= 400 ? text : text.substring(0, 200) + " ... " + text.substring(text.length() - 190);
    }
}
