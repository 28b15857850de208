package io.quorate.server.request;

import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeResult;
import io.quorate.server.replication.LocalState;
import io.quorate.server.statemachine.StateDigest;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A state with nothing in it, whose revision the test sets; it counts how often it is read. */
final class FakeState implements LocalState {
    int reads;
    long revision;
    /** What happens after a value was read and before anybody has seen it. */
    Runnable afterRead = () -> {};

    @Override
    public ReadOutcome read(RangeQuery query) {
        reads++;
        afterRead.run();
        return new Found(reads, new RangeResult(List.of(), false, 0));
    }

    @Override
    public long revision() {
        return revision;
    }

    @Override
    public long compactedRevision() {
        return 0;
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    @Override
    public boolean compactHistory() {
        return false;
    }

    @Override
    public long physicallyCompacted() {
        return 0;
    }

    @Override
    public HashOutcome hash(long revision, BooleanSupplier wanted) {
        throw new UnsupportedOperationException("no test asks for it");
    }

    @Override
    public StateDigest digest(BooleanSupplier wanted) {
        throw new UnsupportedOperationException("no test asks for it");
    }
}
