package io.quorate.jepsen.stock;

import io.quorate.jepsen.checker.Anomaly;
import io.quorate.jepsen.checker.CheckResult;
import io.quorate.jepsen.checker.Checker;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads that show an older revision of a key than a write that had been acknowledged before they were asked. */
final class StaleReads implements Checker {
    @Override
    public String name() {
        return "stale-reads";
    }

    @Override
    public CheckResult check(History history) {
        List<Anomaly> anomalies = new ArrayList<>();
        List<Op> writes = history.ops(op -> op.isOk() && op.action().writes());
        List<Op> reads = history.ops(op -> op.isOk() && op.action() == Action.READ);
        long stale = 0;
        for (Op read : reads) {
            for (Op write : writes) {
                if (isStale(read, write)) {
                    stale++;
                    anomalies.add(new Anomaly("stale-read", read + " after " + write, List.of(write.id(), read.id())));
                    break;
                }
            }
        }
        Verdict verdict = stale > 0 ? Verdict.FAIL : Verdict.PASS;
        return new CheckResult(name(), verdict, reads.size() + writes.size(), anomalies, Map.of("stale", stale));
    }

    private static boolean isStale(Op read, Op write) {
        return read.invocation().key() == write.invocation().key()
                && write.returnedNanos() < read.calledNanos()
                && read.seen().modRevision() < write.seen().modRevision();
    }
}
