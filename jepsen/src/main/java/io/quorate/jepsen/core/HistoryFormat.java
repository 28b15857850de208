package io.quorate.jepsen.core;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The bytes of a history file, format version 3. Files of older versions are read as well: those of 1 know one
 * keyspace, and those of 2 two levels of reads.
 *
 * <p>A file is {@link #MAGIC}, one byte of format version, then frames until the end. A frame is the length of its
 * payload and the payload's CRC-32C, four bytes each, big-endian, and the payload: whole records, one after the other.
 * The first record of a file is START; END, which counts all others, is its last one when the run ended in order.
 * Numbers are varints of seven bits a byte, lowest first; those that may be negative are zigzagged. Tables of strings,
 * member ids and lists last seen grow alike in writer and reader, over the whole file.
 *
 * <p>Since version 2: KEYSPACES names all of them, before the first IN; IN says of which one the operations, faults and
 * samples of leaders are that come after it. Without either all is of the default one.
 *
 * <p>Since version 3: an operation may have a level of its own and a stated staleness.
 */
final class HistoryFormat {
    static final byte[] MAGIC = "QJHIST\n".getBytes(StandardCharsets.US_ASCII);
    static final int VERSION = 3;
    /** The oldest that is read. */
    static final int OLDEST_VERSION = 1;
    /** Bytes of length and checksum. */
    static final int FRAME_HEADER = 8;
    /** A frame is closed when it has grown to this. */
    static final int FRAME_TARGET = 64 * 1024;
    /** No writer makes longer ones: a longer length is damage. */
    static final int FRAME_LIMIT = 256 * 1024 * 1024;

    static final int START = 0;
    static final int OP = 1;
    static final int FAULT = 2;
    static final int LEADER = 3;
    static final int END = 4;
    static final int KEYSPACES = 5;
    static final int IN = 6;

    /** In a string's place: a new one follows, which the table takes in. */
    static final int NEW_STRING = 0;
    /** In a string's place: one follows that the table does not take in. */
    static final int LONE_STRING = 1;
    /** A string's index in the table is added to this. */
    static final int FIRST_STRING = 2;
    /** The table takes in no more. */
    static final int STRINGS = 4096;

    // What is there of an operation, in its first byte but for its outcome in the lowest two bits.
    static final int SERIALIZABLE = 1 << 2;
    static final int HAS_ARGUMENTS = 1 << 3;
    static final int HAS_MICROS = 1 << 4;
    static final int HAS_SEEN_KEY = 1 << 5;
    static final int HAS_SEEN_LISTS = 1 << 6;
    static final int HAS_RECEIPT = 1 << 7;

    // In its second byte, besides workload and action.
    static final int HAS_LEVEL = 1 << 3;
    static final int HAS_STALENESS = 1 << 7;

    // The place of a constant in its list is its code on disk: append only.
    static final List<Outcome> OUTCOMES = List.of(Outcome.OK, Outcome.FAIL, Outcome.INFO);
    static final List<WorkloadKind> WORKLOADS = List.of(
            WorkloadKind.REGISTER,
            WorkloadKind.APPEND,
            WorkloadKind.SET,
            WorkloadKind.COUNTER,
            WorkloadKind.SESSION,
            WorkloadKind.STALENESS);
    static final List<Action> ACTIONS =
            List.of(Action.READ, Action.WRITE, Action.CAS, Action.TXN, Action.ADD, Action.READ_ALL);
    static final List<ReadLevel> LEVELS =
            List.of(ReadLevel.LINEARIZABLE, ReadLevel.SERIALIZABLE, ReadLevel.SESSION, ReadLevel.BOUNDED);
    static final List<FaultStatus> STATUSES =
            List.of(FaultStatus.INSTALLED, FaultStatus.SKIPPED, FaultStatus.INDETERMINATE);

    private HistoryFormat() {}
}
