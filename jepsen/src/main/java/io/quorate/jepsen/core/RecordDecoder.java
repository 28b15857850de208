package io.quorate.jepsen.core;

import static io.quorate.jepsen.core.HistoryFormat.ACTIONS;
import static io.quorate.jepsen.core.HistoryFormat.LEVELS;
import static io.quorate.jepsen.core.HistoryFormat.OUTCOMES;
import static io.quorate.jepsen.core.HistoryFormat.STATUSES;
import static io.quorate.jepsen.core.HistoryFormat.WORKLOADS;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads what {@link RecordEncoder} wrote, in its order. One thread; whatever does not fit together is an
 * {@link IllegalStateException}.
 */
final class RecordDecoder {
    private final List<String> strings = new ArrayList<>(List.of(""));
    private final List<Long> members = new ArrayList<>();
    private final LastLists lists = new LastLists();
    private long lastId;
    private long lastNanos;
    private long lastRevision;
    private int keyspace;

    /** What comes from now on is of this keyspace. */
    void in(int next) {
        keyspace = next;
    }

    /** The record after its first byte. */
    Op op(VarintInput in) {
        int presence = in.octet();
        int kinds = in.octet();
        ReadLevel level = level(in, presence, kinds);
        long id = lastId + in.signed();
        int process = Math.toIntExact(in.signed());
        int node = Math.toIntExact(in.signed());
        long called = lastNanos + in.signed();
        long returned = called + in.signed();
        lastId = id;
        lastNanos = called;
        Invocation asked = asked(in, presence, kinds, level);
        String error = string(in);
        Completion completion = answer(in, presence, kinds, asked.key(), error);
        return new Op(id, process, node, asked, completion, called, returned);
    }

    FaultRecord fault(VarintInput in) {
        String kind = string(in);
        Set<String> roles = new TreeSet<>(times(in, () -> string(in)));
        List<Integer> nodes = times(in, () -> Math.toIntExact(in.signed()));
        FaultStatus status = at(STATUSES, in.octet());
        String detail = in.text();
        long installed = in.signed();
        return new FaultRecord(kind, roles, nodes, status, detail, installed, installed + in.signed(), keyspace);
    }

    LeaderSample leader(VarintInput in) {
        lastNanos += in.signed();
        int node = Math.toIntExact(in.signed());
        int leader = Math.toIntExact(in.signed());
        return new LeaderSample(lastNanos, node, leader, in.signed(), keyspace);
    }

    static <T> List<T> times(VarintInput in, Supplier<T> read) {
        int count = in.count();
        List<T> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(read.get());
        }
        return values;
    }

    private static ReadLevel level(VarintInput in, int presence, int kinds) {
        if ((kinds & HistoryFormat.HAS_LEVEL) != 0) {
            return at(LEVELS, in.octet());
        }
        return (presence & HistoryFormat.SERIALIZABLE) != 0 ? ReadLevel.SERIALIZABLE : ReadLevel.LINEARIZABLE;
    }

    private Invocation asked(VarintInput in, int presence, int kinds, ReadLevel level) {
        int key = Math.toIntExact(in.signed());
        boolean arguments = (presence & HistoryFormat.HAS_ARGUMENTS) != 0;
        long value = arguments ? in.signed() : 0;
        long expected = arguments ? in.signed() : 0;
        return new Invocation(
                at(WORKLOADS, kinds >> 4 & 0x7),
                at(ACTIONS, kinds & 0x7),
                level,
                key,
                value,
                expected,
                (presence & HistoryFormat.HAS_MICROS) != 0 ? micros(in) : List.of(),
                keyspace);
    }

    private Completion answer(VarintInput in, int presence, int kinds, int key, String error) {
        boolean seenKey = (presence & HistoryFormat.HAS_SEEN_KEY) != 0;
        boolean seenLists = (presence & HistoryFormat.HAS_SEEN_LISTS) != 0;
        Seen seen = Seen.NOTHING;
        if (seenKey || seenLists) {
            long value = seenKey ? in.signed() : 0;
            long modRevision = seenKey ? lastRevision + in.signed() : 0;
            long version = seenKey ? in.signed() : 0;
            List<Micro> micros = seenLists ? micros(in) : List.of();
            Elements elements = seenLists ? lists.read(in, LastLists.set(keyspace, key)) : Elements.NONE;
            seen = new Seen(value, modRevision, version, micros, elements);
        }
        Receipt receipt = Receipt.NONE;
        if ((presence & HistoryFormat.HAS_RECEIPT) != 0) {
            lastRevision += in.signed();
            boolean staleness = (kinds & HistoryFormat.HAS_STALENESS) != 0;
            receipt = new Receipt(lastRevision, in.signed(), member(in), staleness ? in.signed() : Receipt.NOT_STATED);
        }
        return new Completion(at(OUTCOMES, presence & 3), error, seen, receipt);
    }

    private List<Micro> micros(VarintInput in) {
        return times(in, () -> {
            int shape = in.octet();
            int key = Math.toIntExact(in.signed());
            long value = in.signed();
            Elements read = (shape & 2) != 0 ? lists.read(in, LastLists.list(keyspace, key)) : Elements.NONE;
            return new Micro((shape & 1) != 0, key, value, read);
        });
    }

    private String string(VarintInput in) {
        int place = in.small();
        if (place >= HistoryFormat.FIRST_STRING) {
            return at(strings, place - HistoryFormat.FIRST_STRING);
        }
        String text = in.text();
        if (place == HistoryFormat.NEW_STRING) {
            strings.add(text);
        }
        return text;
    }

    private long member(VarintInput in) {
        int place = in.small();
        if (place == 0) {
            members.add(in.fixed64());
            return members.get(members.size() - 1);
        }
        return at(members, place - 1);
    }

    private static <T> T at(List<T> list, int index) {
        if (index >= list.size()) {
            throw new IllegalStateException("no number " + index + " among " + list.size());
        }
        return list.get(index);
    }
}
