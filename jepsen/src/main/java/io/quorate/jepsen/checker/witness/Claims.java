package io.quorate.jepsen.checker.witness;

import io.quorate.jepsen.checker.Findings;
import io.quorate.jepsen.checker.Ops;
import io.quorate.jepsen.core.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which operation has which revision: by the receipt of what was acknowledged, by what others saw of the rest. A
 * revision has one writer and a writer has one revision.
 */
final class Claims {
    private final Findings findings;
    private final Map<Long, Op> byRevision = new HashMap<>();
    private final Map<Long, Long> byOp = new HashMap<>();

    Claims(Findings findings) {
        this.findings = findings;
    }

    /** An acknowledged write. */
    void acknowledged(Op op) {
        long told = op.seen().modRevision();
        if (told != 0 && told != op.revision()) {
            findings.broken(
                    "two-revisions", () -> Ops.tell(op) + ", but the key then had modification revision " + told, op);
        }
        claim(op, op.revision());
    }

    /** Somebody saw what {@code writer} put, with the revision at which it was put. */
    void seen(Op writer, long revision, Op observer) {
        Long known = byOp.get(writer.id());
        if (known == null) {
            claim(writer, revision);
        } else if (known != revision) {
            findings.broken(
                    "two-revisions",
                    () -> "One write has revisions " + known + " and " + revision + ": " + Ops.tell(writer) + "; "
                            + Ops.tell(observer),
                    writer,
                    observer);
        }
    }

    private void claim(Op op, long revision) {
        byOp.put(op.id(), revision);
        Op other = byRevision.putIfAbsent(revision, op);
        if (other != null && !other.equals(op)) {
            findings.broken(
                    "duplicate-revision",
                    () -> "Two writes have revision " + revision + ": " + Ops.tell(other) + "; " + Ops.tell(op),
                    other,
                    op);
        }
    }

    /** 0 if it is not known. */
    long revisionOf(Op op) {
        return byOp.getOrDefault(op.id(), 0L);
    }

    @Nullable
    Op writerOf(long revision) {
        return byRevision.get(revision);
    }

    /** All revisions that have a writer, ascending. */
    List<Long> revisions() {
        List<Long> revisions = new ArrayList<>(byRevision.keySet());
        revisions.sort(null);
        return revisions;
    }
}
