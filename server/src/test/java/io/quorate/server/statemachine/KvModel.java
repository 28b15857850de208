package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Compare;
import io.quorate.server.command.Operation;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyValue;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.RangeQuery.RevisionBounds;
import io.quorate.server.common.RangeQuery.SortOrder;
import io.quorate.server.common.RangeQuery.SortTarget;
import io.quorate.server.common.RangeResult;
import io.quorate.server.mvcc.MvccReader.Compacted;
import io.quorate.server.mvcc.MvccReader.Found;
import io.quorate.server.mvcc.MvccReader.Future;
import io.quorate.server.mvcc.MvccReader.ReadOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** etcd's semantics, written down as plainly as possible: the whole state of every revision is kept. */
final class KvModel {
    private final List<NavigableMap<Bytes, KeyValue>> states =
            new ArrayList<>(List.of(new TreeMap<>(), new TreeMap<>()));
    private NavigableMap<Bytes, KeyValue> now = new TreeMap<>();
    private boolean changed;
    private long compacted = -1;

    /** Changes (revision, key) there have been: what REVISIONS should hold. */
    final List<Long> changes = new ArrayList<>();

    long revision() {
        long next = states.size();
        return changed ? next : next - 1;
    }

    long compacted() {
        return compacted;
    }

    Outcome apply(Command command) {
        Outcome outcome = attempt(command);
        if (changed) {
            states.add(new TreeMap<>(now));
            changed = false;
        }
        return outcome;
    }

    private Outcome attempt(Command command) {
        if (command instanceof Command.Put put) {
            Rejection no = put.lease() != 0 ? Rejection.LEASE_NOT_FOUND : absent(put) ? Rejection.KEY_NOT_FOUND : null;
            return no != null ? new Outcome.Rejected(revision(), no) : put(put);
        }
        if (command instanceof Command.DeleteRange deleteRange) {
            return delete(deleteRange);
        }
        if (command instanceof Command.Compact compact) {
            if (compact.revision() <= compacted || compact.revision() > revision()) {
                return new Outcome.Rejected(
                        revision(), compact.revision() <= compacted ? Rejection.COMPACTED : Rejection.FUTURE_REVISION);
            }
            compacted = compact.revision();
            return new Outcome.CompactDone(revision());
        }
        if (command instanceof Command.Txn txn) {
            List<Operation> path = new ArrayList<>();
            flatten(txn, path);
            Rejection no = check(path);
            return no != null ? new Outcome.Rejected(revision(), no) : run(txn, new TreeMap<>(now));
        }
        if (command instanceof Command.SetMachineVersion version && version.version() < 1) {
            return new Outcome.Rejected(revision(), Rejection.UNSUPPORTED);
        }
        return new Outcome.NothingDone(revision());
    }

    private boolean absent(Command.Put put) {
        return (put.ignoreValue() || put.ignoreLease()) && !now.containsKey(put.key());
    }

    private Outcome put(Command.Put put) {
        KeyValue old = now.get(put.key());
        changed = true;
        changes.add(revision());
        Bytes value = put.ignoreValue() && old != null ? old.value() : put.value();
        long create = old == null ? revision() : old.createRevision();
        long version = old == null ? 1 : old.version() + 1;
        now.put(put.key(), new KeyValue(put.key(), value, create, revision(), version, 0));
        return new Outcome.PutDone(revision(), put.previous() ? old : null);
    }

    private Outcome delete(Command.DeleteRange deleteRange) {
        List<KeyValue> gone = new ArrayList<>(now.values());
        gone.removeIf(kv -> !deleteRange.range().contains(kv.key()));
        for (KeyValue kv : gone) {
            changed = true;
            changes.add(revision());
            now.remove(kv.key());
        }
        return new Outcome.DeleteRangeDone(revision(), gone.size(), deleteRange.previous() ? gone : List.of());
    }

    /** Operations that will run, in order, nested ones in their place. */
    private void flatten(Command.Txn txn, List<Operation> path) {
        for (Operation operation : branch(txn, now)) {
            if (operation instanceof Command.Txn inner) {
                flatten(inner, path);
            } else {
                path.add(operation);
            }
        }
    }

    private @Nullable Rejection check(List<Operation> path) {
        for (Operation operation : path) {
            if (operation instanceof Command.Put put && (absent(put) || put.lease() != 0)) {
                return absent(put) ? Rejection.KEY_NOT_FOUND : Rejection.LEASE_NOT_FOUND;
            }
        }
        for (Operation operation : path) {
            if (operation instanceof Operation.Range range && range.query().revision() != 0) {
                long asked = range.query().revision();
                if (asked > revision() || asked < compacted) {
                    return asked > revision() ? Rejection.FUTURE_REVISION : Rejection.COMPACTED;
                }
            }
        }
        return null;
    }

    private static List<Operation> branch(Command.Txn txn, NavigableMap<Bytes, KeyValue> before) {
        return holds(txn, before) ? txn.success() : txn.failure();
    }

    private static boolean holds(Command.Txn txn, NavigableMap<Bytes, KeyValue> before) {
        return txn.compares().stream().allMatch(compare -> holds(compare, before));
    }

    private Outcome run(Command.Txn txn, NavigableMap<Bytes, KeyValue> before) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Operation operation : branch(txn, before)) {
            if (operation instanceof Command.Put put) {
                outcomes.add(put(put));
            } else if (operation instanceof Command.DeleteRange deleteRange) {
                outcomes.add(delete(deleteRange));
            } else if (operation instanceof Command.Txn inner) {
                outcomes.add(run(inner, before));
            } else if (operation instanceof Operation.Range range) {
                long asked = range.query().revision();
                RangeResult result = range(asked > 0 ? states.get((int) asked) : now, range.query());
                outcomes.add(new Outcome.RangeDone(revision(), result));
            }
        }
        return new Outcome.TxnDone(revision(), holds(txn, before), outcomes);
    }

    private static boolean holds(Compare compare, NavigableMap<Bytes, KeyValue> state) {
        List<KeyValue> kvs = new ArrayList<>(state.values());
        kvs.removeIf(kv -> !compare.range().contains(kv.key()));
        if (kvs.isEmpty()) {
            kvs.add(new KeyValue(Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0));
            if (compare.target() == Compare.Target.VALUE) {
                return false;
            }
        }
        return kvs.stream().allMatch(kv -> {
            int sign = Integer.signum(
                    switch (compare.target()) {
                        case VERSION -> Long.compare(kv.version(), compare.number());
                        case CREATE -> Long.compare(kv.createRevision(), compare.number());
                        case MOD -> Long.compare(kv.modRevision(), compare.number());
                        case LEASE -> Long.compare(kv.lease(), compare.number());
                        case VALUE -> kv.value().compareTo(compare.value());
                    });
            return switch (compare.result()) {
                case EQUAL -> sign == 0;
                case GREATER -> sign > 0;
                case LESS -> sign < 0;
                case NOT_EQUAL -> sign != 0;
            };
        });
    }

    ReadOutcome read(RangeQuery query) {
        if (query.revision() > revision()) {
            return new Future(revision());
        }
        if (query.revision() > 0 && query.revision() < compacted) {
            return new Compacted(revision(), compacted);
        }
        return new Found(revision(), range(query.revision() > 0 ? states.get((int) query.revision()) : now, query));
    }

    /** Follows etcd's applier step by step, its treatment of a sort target without an order included. */
    private static RangeResult range(NavigableMap<Bytes, KeyValue> state, RangeQuery query) {
        List<KeyValue> kvs = new ArrayList<>(state.values());
        kvs.removeIf(kv -> !query.range().contains(kv.key()));
        long count = kvs.size();
        if (query.countOnly()) {
            return new RangeResult(List.of(), false, count);
        }
        boolean fetchesAll = query.order() != SortOrder.NONE || !query.bounds().equals(RevisionBounds.NONE);
        if (!fetchesAll && query.limit() > 0 && kvs.size() > query.limit() + 1) {
            kvs = new ArrayList<>(kvs.subList(0, (int) query.limit() + 1));
        }
        kvs.removeIf(kv -> !query.bounds().accepts(kv.modRevision(), kv.createRevision()));
        if (query.target() != SortTarget.KEY || query.order() != SortOrder.NONE) {
            Comparator<KeyValue> comparator = switch (query.target()) {
                case KEY -> Comparator.comparing(KeyValue::key);
                case VERSION -> Comparator.comparing(KeyValue::version);
                case CREATE -> Comparator.comparing(KeyValue::createRevision);
                case MOD -> Comparator.comparing(KeyValue::modRevision);
                case VALUE -> Comparator.comparing(KeyValue::value);
            };
            kvs.sort(query.order() == SortOrder.DESCEND ? comparator.reversed() : comparator);
        }
        boolean more = query.limit() > 0 && kvs.size() > query.limit();
        kvs = more ? new ArrayList<>(kvs.subList(0, (int) query.limit())) : kvs;
        if (query.keysOnly()) {
            kvs.replaceAll(KeyValue::withoutValue);
        }
        return new RangeResult(kvs, more, count);
    }
}
