package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeResult;
import java.util.ArrayList;
import java.util.List;

/** Messages of log.proto that lead to an outcome, read by hand. */
final class OutcomeReader {
    private static final int MAX_DEPTH = 101;

    private final WireReader in;

    OutcomeReader(WireReader in) {
        this.in = in;
    }

    List<Outcome> batchOutcome() {
        int end = in.size();
        List<Outcome> outcomes = new ArrayList<>();
        while (in.hasNext(end)) {
            int tag = in.tag();
            if (tag != (1 << 3 | WireReader.LENGTH)) {
                throw in.unknown("BatchOutcome", tag);
            }
            outcomes.add(outcome(in.enter(), 0));
        }
        return outcomes;
    }

    private Outcome outcome(int end, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.malformed("outcomes nested deeper than " + MAX_DEPTH);
        }
        long revision = 0;
        Outcome outcome = null;
        while (in.hasNext(end)) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.VARINT)) {
                revision = in.int64();
            } else if (outcome != null) {
                throw in.malformed("two outcomes where one belongs");
            } else {
                outcome = variant(tag, revision, depth);
            }
        }
        if (outcome == null || outcome.revision() != revision) {
            throw in.malformed("outcome without its kind or out of order");
        }
        return outcome;
    }

    private Outcome variant(int tag, long revision, int depth) {
        int end = in.enter();
        return switch (tag) {
            case 2 << 3 | WireReader.LENGTH -> putDone(end, revision);
            case 3 << 3 | WireReader.LENGTH -> deleteRangeDone(end, revision);
            case 4 << 3 | WireReader.LENGTH -> rangeDone(end, revision);
            case 5 << 3 | WireReader.LENGTH -> txnDone(end, revision, depth);
            case 6 << 3 | WireReader.LENGTH -> {
                requireEmpty(end);
                yield new Outcome.CompactDone(revision);
            }
            case 7 << 3 | WireReader.LENGTH -> rejected(end, revision);
            case 8 << 3 | WireReader.LENGTH -> {
                requireEmpty(end);
                yield new Outcome.NothingDone(revision);
            }
            default -> throw in.unknown("Outcome", tag);
        };
    }

    private void requireEmpty(int end) {
        if (in.hasNext(end)) {
            throw in.unknown("outcome without fields", in.tag());
        }
    }

    private Outcome putDone(int end, long revision) {
        KeyValue previous = null;
        while (in.hasNext(end)) {
            int tag = in.tag();
            if (tag != (1 << 3 | WireReader.LENGTH)) {
                throw in.unknown("PutDone", tag);
            }
            previous = keyValue(in.enter());
        }
        return new Outcome.PutDone(revision, previous);
    }

    private Outcome deleteRangeDone(int end, long revision) {
        long deleted = 0;
        List<KeyValue> previous = new ArrayList<>();
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.VARINT -> deleted = in.int64();
                case 2 << 3 | WireReader.LENGTH -> previous.add(keyValue(in.enter()));
                default -> throw in.unknown("DeleteRangeDone", tag);
            }
        }
        return new Outcome.DeleteRangeDone(revision, deleted, previous);
    }

    private Outcome rangeDone(int end, long revision) {
        List<KeyValue> kvs = new ArrayList<>();
        boolean more = false;
        long count = 0;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> kvs.add(keyValue(in.enter()));
                case 2 << 3 | WireReader.VARINT -> more = in.bool();
                case 3 << 3 | WireReader.VARINT -> count = in.int64();
                default -> throw in.unknown("RangeDone", tag);
            }
        }
        return new Outcome.RangeDone(revision, new RangeResult(kvs, more, count));
    }

    private Outcome txnDone(int end, long revision, int depth) {
        boolean succeeded = false;
        List<Outcome> outcomes = new ArrayList<>();
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.VARINT -> succeeded = in.bool();
                case 2 << 3 | WireReader.LENGTH -> outcomes.add(outcome(in.enter(), depth + 1));
                default -> throw in.unknown("TxnDone", tag);
            }
        }
        return new Outcome.TxnDone(revision, succeeded, outcomes);
    }

    private Outcome rejected(int end, long revision) {
        int number = 0;
        while (in.hasNext(end)) {
            int tag = in.tag();
            if (tag != (1 << 3 | WireReader.VARINT)) {
                throw in.unknown("Rejected", tag);
            }
            number = in.int32();
        }
        for (Rejection reason : Rejection.values()) {
            if (reason.number() == number) {
                return new Outcome.Rejected(revision, reason);
            }
        }
        throw in.malformed("unknown rejection " + number);
    }

    private KeyValue keyValue(int end) {
        Bytes key = Bytes.EMPTY;
        Bytes value = Bytes.EMPTY;
        long[] numbers = new long[7];
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> key = in.bytes();
                case 5 << 3 | WireReader.LENGTH -> value = in.bytes();
                case 2 << 3, 3 << 3, 4 << 3, 6 << 3 -> numbers[tag >>> 3] = in.int64();
                default -> throw in.unknown("KeyValue", tag);
            }
        }
        return new KeyValue(key, value, numbers[2], numbers[3], numbers[4], numbers[6]);
    }
}
