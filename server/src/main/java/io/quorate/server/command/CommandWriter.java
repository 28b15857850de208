package io.quorate.server.command;

import io.quorate.server.common.Fault;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.RangeQuery;
import java.util.List;

/** Messages of log.proto that lead to a command, written by hand, last field first (see {@link WireWriter}). */
final class CommandWriter {
    private final WireWriter out;

    CommandWriter(WireWriter out) {
        this.out = out;
    }

    void request(Request request) {
        command(request.command());
        if (request.stamp() != null) {
            stamp(1, request.stamp());
        }
    }

    void stamp(int field, SessionStamp stamp) {
        int mark = out.written();
        out.int64(4, stamp.acknowledgedBelow());
        out.int64(3, stamp.sequence());
        out.fixed64(2, stamp.session().low());
        out.fixed64(1, stamp.session().high());
        out.close(field, mark);
    }

    private void command(Command command) {
        if (command instanceof Command.Put put) {
            put(2, put);
        } else if (command instanceof Command.Txn txn) {
            txn(4, txn);
        } else if (command instanceof Command.DeleteRange deleteRange) {
            deleteRange(3, deleteRange);
        } else if (command instanceof Command.Compact compact) {
            int mark = out.written();
            out.bool(2, compact.physical());
            out.int64(1, compact.revision());
            out.close(5, mark);
        } else if (command instanceof Command.Tick) {
            out.close(6, out.written());
        } else if (command instanceof Command.Release) {
            out.close(7, out.written());
        } else if (command instanceof Command.SetMachineVersion version) {
            int mark = out.written();
            out.int64(1, version.version());
            out.close(8, mark);
        } else {
            throw new Fault("no format for " + command);
        }
    }

    private void put(int field, Command.Put put) {
        int mark = out.written();
        out.bool(6, put.ignoreLease());
        out.bool(5, put.ignoreValue());
        out.bool(4, put.previous());
        out.int64(3, put.lease());
        out.bytes(2, put.value());
        out.bytes(1, put.key());
        out.close(field, mark);
    }

    private void keyRange(KeyRange range) {
        int mark = out.written();
        out.bytes(2, range.end());
        out.bytes(1, range.key());
        out.close(1, mark);
    }

    private void deleteRange(int field, Command.DeleteRange deleteRange) {
        int mark = out.written();
        out.bool(2, deleteRange.previous());
        keyRange(deleteRange.range());
        out.close(field, mark);
    }

    private void txn(int field, Command.Txn txn) {
        int mark = out.written();
        operations(3, txn.failure());
        operations(2, txn.success());
        for (int i = txn.compares().size() - 1; i >= 0; i--) {
            compare(txn.compares().get(i));
        }
        out.close(field, mark);
    }

    @SuppressWarnings("EnumOrdinal") // the order of these enums is etcd's wire numbers
    private void compare(Compare compare) {
        int mark = out.written();
        out.bytes(5, compare.value());
        out.int64(4, compare.number());
        out.int64(3, compare.target().ordinal());
        out.int64(2, compare.result().ordinal());
        keyRange(compare.range());
        out.close(1, mark);
    }

    private void operations(int field, List<Operation> operations) {
        for (int i = operations.size() - 1; i >= 0; i--) {
            int mark = out.written();
            operation(operations.get(i));
            out.close(field, mark);
        }
    }

    private void operation(Operation operation) {
        if (operation instanceof Command.Put put) {
            put(2, put);
        } else if (operation instanceof Operation.Range range) {
            rangeQuery(range.query());
        } else if (operation instanceof Command.DeleteRange deleteRange) {
            deleteRange(3, deleteRange);
        } else if (operation instanceof Command.Txn txn) {
            txn(4, txn);
        } else {
            throw new Fault("no format for " + operation);
        }
    }

    @SuppressWarnings("EnumOrdinal") // the order of these enums is etcd's wire numbers
    private void rangeQuery(RangeQuery query) {
        int mark = out.written();
        out.int64(11, query.bounds().maxCreate());
        out.int64(10, query.bounds().minCreate());
        out.int64(9, query.bounds().maxMod());
        out.int64(8, query.bounds().minMod());
        out.bool(7, query.countOnly());
        out.bool(6, query.keysOnly());
        out.int64(5, query.target().ordinal());
        out.int64(4, query.order().ordinal());
        out.int64(3, query.revision());
        out.int64(2, query.limit());
        keyRange(query.range());
        out.close(1, mark);
    }
}
