package io.quorate.jepsen.report;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.History;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;

/** Operations of tests, with times in milliseconds. */
final class SampleOps {
    static final long MILLI = 1_000_000;

    private SampleOps() {}

    static Op write(long id, int key, long from, long to) {
        return op(
                id,
                Invocation.write(WorkloadKind.REGISTER, key, id + 1),
                Completion.ok(Seen.NOTHING, Receipt.NONE),
                from,
                to);
    }

    static Op lostWrite(long id, int key, long from, long to) {
        return op(id, Invocation.write(WorkloadKind.REGISTER, key, id + 1), Completion.info("timeout"), from, to);
    }

    static Op read(long id, int key, long from, long to) {
        Invocation asked = Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, key);
        return op(id, asked, Completion.ok(Seen.key(1, 1, 1), new Receipt(1, 1, 1)), from, to);
    }

    static Op failedRead(long id, int key, long from, long to) {
        Invocation asked = Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, key);
        return op(id, asked, Completion.fail("no leader"), from, to);
    }

    static Op op(long id, Invocation asked, Completion completion, long from, long to) {
        return new Op(id, (int) (id % 5), 0, asked, completion, from * MILLI, to * MILLI);
    }

    static History history(Op... ops) {
        return new History(1, List.of("n1", "n2", "n3"), List.of(ops), List.of(), List.of());
    }
}
