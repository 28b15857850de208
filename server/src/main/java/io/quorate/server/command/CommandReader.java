package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.SessionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of log.proto that lead to a command, read by hand. Field numbers are those of log.proto. */
final class CommandReader {
    /** Deeper than any client can send: the API's protobuf parser stops at 100 messages, two per transaction. */
    private static final int MAX_TXN_DEPTH = 100;

    private static final Compare.Result[] RESULTS = Compare.Result.values();
    private static final Compare.Target[] TARGETS = Compare.Target.values();
    private static final RangeQuery.SortOrder[] ORDERS = RangeQuery.SortOrder.values();
    private static final RangeQuery.SortTarget[] SORT_TARGETS = RangeQuery.SortTarget.values();

    private final WireReader in;

    CommandReader(WireReader in) {
        this.in = in;
    }

    LogEntry entry() {
        int end = in.size();
        int format = 0;
        long hlc = 0;
        String proposer = "";
        long proposerBoot = 0;
        List<Batch> batches = new ArrayList<>();
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.VARINT -> format = in.int32();
                case 2 << 3 | WireReader.FIXED64 -> hlc = in.fixed64();
                case 3 << 3 | WireReader.LENGTH -> proposer = in.text();
                case 4 << 3 | WireReader.FIXED64 -> proposerBoot = in.fixed64();
                case 5 << 3 | WireReader.LENGTH -> {
                    requireFormat(format);
                    batches.add(batch(in.enter()));
                }
                default -> throw in.unknown("LogEntry", tag);
            }
        }
        requireFormat(format);
        return new LogEntry(hlc, proposer, proposerBoot, batches);
    }

    Batch batch(int end) {
        SessionStamp stamp = null;
        List<Request> requests = new ArrayList<>();
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> stamp = stamp(in.enter());
                case 2 << 3 | WireReader.LENGTH -> requests.add(request(in.enter()));
                default -> throw in.unknown("Batch", tag);
            }
        }
        return new Batch(stamp, requests);
    }

    private void requireFormat(int format) {
        if (format != CommandCodec.FORMAT) {
            throw in.malformed("log entry of format " + format + "; this program reads " + CommandCodec.FORMAT);
        }
    }

    private SessionStamp stamp(int end) {
        long high = 0;
        long low = 0;
        long sequence = 0;
        long acknowledgedBelow = 0;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.FIXED64 -> high = in.fixed64();
                case 2 << 3 | WireReader.FIXED64 -> low = in.fixed64();
                case 3 << 3 | WireReader.VARINT -> sequence = in.int64();
                case 4 << 3 | WireReader.VARINT -> acknowledgedBelow = in.int64();
                default -> throw in.unknown("SessionStamp", tag);
            }
        }
        return new SessionStamp(new SessionId(high, low), sequence, acknowledgedBelow);
    }

    private Request request(int end) {
        SessionStamp stamp = null;
        Command command = null;
        while (in.hasNext(end)) {
            int tag = in.tag();
            if (tag == (1 << 3 | WireReader.LENGTH)) {
                stamp = stamp(in.enter());
            } else {
                requireFirst(command);
                command = command(tag);
            }
        }
        if (command == null) {
            throw in.malformed("request without a command");
        }
        return new Request(stamp, command);
    }

    private Command command(int tag) {
        return switch (tag) {
            case 2 << 3 | WireReader.LENGTH -> put(in.enter());
            case 3 << 3 | WireReader.LENGTH -> deleteRange(in.enter());
            case 4 << 3 | WireReader.LENGTH -> txn(in.enter(), 1);
            case 5 << 3 | WireReader.LENGTH -> compact(in.enter());
            case 6 << 3 | WireReader.LENGTH -> {
                requireEmpty("Tick");
                yield new Command.Tick();
            }
            case 7 << 3 | WireReader.LENGTH -> {
                requireEmpty("Release");
                yield new Command.Release();
            }
            case 8 << 3 | WireReader.LENGTH -> machineVersion(in.enter());
            default -> throw in.unknown("Request", tag);
        };
    }

    private void requireFirst(@Nullable Object before) {
        if (before != null) {
            throw in.malformed("two commands where one belongs");
        }
    }

    private void requireEmpty(String message) {
        if (in.hasNext(in.enter())) {
            throw in.unknown(message, in.tag());
        }
    }

    private Command.Put put(int end) {
        Bytes key = Bytes.EMPTY;
        Bytes value = Bytes.EMPTY;
        long lease = 0;
        boolean previous = false;
        boolean ignoreValue = false;
        boolean ignoreLease = false;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> key = in.bytes();
                case 2 << 3 | WireReader.LENGTH -> value = in.bytes();
                case 3 << 3 | WireReader.VARINT -> lease = in.int64();
                case 4 << 3 | WireReader.VARINT -> previous = in.bool();
                case 5 << 3 | WireReader.VARINT -> ignoreValue = in.bool();
                case 6 << 3 | WireReader.VARINT -> ignoreLease = in.bool();
                default -> throw in.unknown("Put", tag);
            }
        }
        return new Command.Put(key, value, lease, previous, ignoreValue, ignoreLease);
    }

    private KeyRange keyRange(int end) {
        Bytes key = Bytes.EMPTY;
        Bytes rangeEnd = Bytes.EMPTY;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> key = in.bytes();
                case 2 << 3 | WireReader.LENGTH -> rangeEnd = in.bytes();
                default -> throw in.unknown("KeyRange", tag);
            }
        }
        return new KeyRange(key, rangeEnd);
    }

    private Command.DeleteRange deleteRange(int end) {
        KeyRange range = null;
        boolean previous = false;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> range = keyRange(in.enter());
                case 2 << 3 | WireReader.VARINT -> previous = in.bool();
                default -> throw in.unknown("DeleteRange", tag);
            }
        }
        return new Command.DeleteRange(requireRange(range), previous);
    }

    private KeyRange requireRange(@Nullable KeyRange range) {
        if (range == null) {
            throw in.malformed("missing key range");
        }
        return range;
    }

    private Command.Txn txn(int end, int depth) {
        if (depth > MAX_TXN_DEPTH) {
            throw in.malformed("transactions nested deeper than " + MAX_TXN_DEPTH);
        }
        List<Compare> compares = new ArrayList<>(2);
        List<Operation> success = new ArrayList<>(2);
        List<Operation> failure = new ArrayList<>(2);
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> compares.add(compare(in.enter()));
                case 2 << 3 | WireReader.LENGTH -> success.add(operation(in.enter(), depth));
                case 3 << 3 | WireReader.LENGTH -> failure.add(operation(in.enter(), depth));
                default -> throw in.unknown("Txn", tag);
            }
        }
        return new Command.Txn(compares, success, failure);
    }

    private Compare compare(int end) {
        KeyRange range = null;
        int result = 0;
        int target = 0;
        long number = 0;
        Bytes value = Bytes.EMPTY;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> range = keyRange(in.enter());
                case 2 << 3 | WireReader.VARINT -> result = in.int32();
                case 3 << 3 | WireReader.VARINT -> target = in.int32();
                case 4 << 3 | WireReader.VARINT -> number = in.int64();
                case 5 << 3 | WireReader.LENGTH -> value = in.bytes();
                default -> throw in.unknown("Compare", tag);
            }
        }
        return new Compare(requireRange(range), constant(RESULTS, result), constant(TARGETS, target), number, value);
    }

    private <E extends Enum<E>> E constant(E[] constants, int number) {
        if (number < 0 || number >= constants.length) {
            throw in.malformed("unknown " + constants[0].getDeclaringClass().getSimpleName() + " " + number);
        }
        return constants[number];
    }

    private Operation operation(int end, int depth) {
        Operation operation = null;
        while (in.hasNext(end)) {
            int tag = in.tag();
            requireFirst(operation);
            operation = switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> new Operation.Range(rangeQuery(in.enter()));
                case 2 << 3 | WireReader.LENGTH -> put(in.enter());
                case 3 << 3 | WireReader.LENGTH -> deleteRange(in.enter());
                case 4 << 3 | WireReader.LENGTH -> txn(in.enter(), depth + 1);
                default -> throw in.unknown("Operation", tag);
            };
        }
        if (operation == null) {
            throw in.malformed("empty operation");
        }
        return operation;
    }

    private RangeQuery rangeQuery(int end) {
        KeyRange range = null;
        int order = 0;
        int target = 0;
        boolean keysOnly = false;
        boolean countOnly = false;
        long[] numbers = new long[12];
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.LENGTH -> range = keyRange(in.enter());
                case 4 << 3 | WireReader.VARINT -> order = in.int32();
                case 5 << 3 | WireReader.VARINT -> target = in.int32();
                case 6 << 3 | WireReader.VARINT -> keysOnly = in.bool();
                case 7 << 3 | WireReader.VARINT -> countOnly = in.bool();
                case 2 << 3, 3 << 3, 8 << 3, 9 << 3, 10 << 3, 11 << 3 -> numbers[tag >>> 3] = in.int64();
                default -> throw in.unknown("RangeQuery", tag);
            }
        }
        return new RangeQuery(
                requireRange(range),
                numbers[3],
                numbers[2],
                constant(ORDERS, order),
                constant(SORT_TARGETS, target),
                keysOnly,
                countOnly,
                new RangeQuery.RevisionBounds(numbers[8], numbers[9], numbers[10], numbers[11]));
    }

    private Command.Compact compact(int end) {
        long revision = 0;
        boolean physical = false;
        while (in.hasNext(end)) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.VARINT -> revision = in.int64();
                case 2 << 3 | WireReader.VARINT -> physical = in.bool();
                default -> throw in.unknown("Compact", tag);
            }
        }
        return new Command.Compact(revision, physical);
    }

    private Command.SetMachineVersion machineVersion(int end) {
        int version = 0;
        while (in.hasNext(end)) {
            int tag = in.tag();
            if (tag != (1 << 3 | WireReader.VARINT)) {
                throw in.unknown("SetMachineVersion", tag);
            }
            version = in.int32();
        }
        return new Command.SetMachineVersion(version);
    }
}
