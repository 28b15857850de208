package io.quorate.jepsen.core;

import static io.quorate.jepsen.core.HistoryFormat.ACTIONS;
import static io.quorate.jepsen.core.HistoryFormat.FIRST_STRING;
import static io.quorate.jepsen.core.HistoryFormat.LEVELS;
import static io.quorate.jepsen.core.HistoryFormat.LONE_STRING;
import static io.quorate.jepsen.core.HistoryFormat.NEW_STRING;
import static io.quorate.jepsen.core.HistoryFormat.OUTCOMES;
import static io.quorate.jepsen.core.HistoryFormat.STATUSES;
import static io.quorate.jepsen.core.HistoryFormat.STRINGS;
import static io.quorate.jepsen.core.HistoryFormat.WORKLOADS;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records as bytes of {@link HistoryFormat}, in the order in which they are to be read. One thread. */
final class RecordEncoder {
    private final VarintOutput out;
    private final Map<String, Integer> strings = new HashMap<>();
    private final Map<Long, Integer> members = new HashMap<>();
    private final LastLists lists = new LastLists();
    private long lastId;
    private long lastNanos;
    private long lastRevision;
    private int keyspace;

    RecordEncoder(VarintOutput out) {
        this.out = out;
        strings.put("", 0);
    }

    void start(long seed, List<String> nodes) {
        out.octet(HistoryFormat.START);
        out.fixed64(seed);
        out.number(nodes.size());
        nodes.forEach(out::text);
    }

    void end(long ops, long faults, long leaders) {
        out.octet(HistoryFormat.END);
        out.number(ops);
        out.number(faults);
        out.number(leaders);
    }

    void keyspaces(List<String> names) {
        out.octet(HistoryFormat.KEYSPACES);
        out.number(names.size());
        names.forEach(out::text);
    }

    private void in(int next) {
        if (next != keyspace) {
            out.octet(HistoryFormat.IN);
            out.number(next);
            keyspace = next;
        }
    }

    void op(Op op) {
        in(op.keyspace());
        Invocation asked = op.invocation();
        int presence = presence(op);
        out.octet(HistoryFormat.OP);
        out.octet(presence | OUTCOMES.indexOf(op.outcome()));
        out.octet(WORKLOADS.indexOf(asked.workload()) << 4 | ACTIONS.indexOf(asked.action()) | more(op));
        if (hasLevel(asked)) {
            out.octet(LEVELS.indexOf(asked.level()));
        }
        out.signed(op.id() - lastId);
        out.signed(op.process());
        out.signed(op.node());
        out.signed(op.calledNanos() - lastNanos);
        out.signed(op.returnedNanos() - op.calledNanos());
        lastId = op.id();
        lastNanos = op.calledNanos();
        out.signed(asked.key());
        if ((presence & HistoryFormat.HAS_ARGUMENTS) != 0) {
            out.signed(asked.value());
            out.signed(asked.expected());
        }
        if ((presence & HistoryFormat.HAS_MICROS) != 0) {
            micros(asked.micros());
        }
        string(op.completion().error());
        answer(op, presence);
    }

    void fault(FaultRecord fault) {
        in(fault.keyspace());
        out.octet(HistoryFormat.FAULT);
        string(fault.kind());
        out.number(fault.roles().size());
        fault.roles().stream().sorted().forEach(this::string);
        out.number(fault.nodes().size());
        fault.nodes().forEach(out::signed);
        out.octet(STATUSES.indexOf(fault.status()));
        out.text(fault.detail());
        out.signed(fault.installedNanos());
        out.signed(fault.healedNanos() - fault.installedNanos());
    }

    void leader(LeaderSample sample) {
        in(sample.keyspace());
        out.octet(HistoryFormat.LEADER);
        out.signed(sample.nanos() - lastNanos);
        out.signed(sample.node());
        out.signed(sample.leader());
        out.signed(sample.term());
        lastNanos = sample.nanos();
    }

    private static boolean hasLevel(Invocation asked) {
        return asked.level() != ReadLevel.LINEARIZABLE && asked.level() != ReadLevel.SERIALIZABLE;
    }

    private static boolean statesStaleness(Receipt receipt) {
        return receipt.stalenessMillis() != Receipt.NOT_STATED;
    }

    private static int more(Op op) {
        return (hasLevel(op.invocation()) ? HistoryFormat.HAS_LEVEL : 0)
                | (statesStaleness(op.completion().receipt()) ? HistoryFormat.HAS_STALENESS : 0);
    }

    private static int presence(Op op) {
        Invocation asked = op.invocation();
        Seen seen = op.seen();
        int presence = 0;
        if (asked.level() == ReadLevel.SERIALIZABLE) {
            presence |= HistoryFormat.SERIALIZABLE;
        }
        if (asked.value() != 0 || asked.expected() != 0) {
            presence |= HistoryFormat.HAS_ARGUMENTS;
        }
        if (!asked.micros().isEmpty()) {
            presence |= HistoryFormat.HAS_MICROS;
        }
        if (seen.value() != 0 || seen.modRevision() != 0 || seen.version() != 0) {
            presence |= HistoryFormat.HAS_SEEN_KEY;
        }
        if (!seen.micros().isEmpty() || seen.elements().size() > 0) {
            presence |= HistoryFormat.HAS_SEEN_LISTS;
        }
        if (!op.completion().receipt().equals(Receipt.NONE)) {
            presence |= HistoryFormat.HAS_RECEIPT;
        }
        return presence;
    }

    private void answer(Op op, int presence) {
        Seen seen = op.seen();
        if ((presence & HistoryFormat.HAS_SEEN_KEY) != 0) {
            out.signed(seen.value());
            out.signed(seen.modRevision() - lastRevision);
            out.signed(seen.version());
        }
        if ((presence & HistoryFormat.HAS_SEEN_LISTS) != 0) {
            micros(seen.micros());
            lists.write(out, LastLists.set(keyspace, op.invocation().key()), seen.elements());
        }
        if ((presence & HistoryFormat.HAS_RECEIPT) != 0) {
            Receipt receipt = op.completion().receipt();
            out.signed(receipt.revision() - lastRevision);
            out.signed(receipt.term());
            member(receipt.member());
            if (statesStaleness(receipt)) {
                out.signed(receipt.stalenessMillis());
            }
            lastRevision = receipt.revision();
        }
    }

    private void micros(List<Micro> micros) {
        out.number(micros.size());
        for (Micro micro : micros) {
            boolean read = micro.read().size() > 0;
            out.octet((micro.append() ? 1 : 0) | (read ? 2 : 0));
            out.signed(micro.key());
            out.signed(micro.value());
            if (read) {
                lists.write(out, LastLists.list(keyspace, micro.key()), micro.read());
            }
        }
    }

    private void string(String value) {
        Integer known = strings.get(value);
        if (known != null) {
            out.number(FIRST_STRING + known);
        } else if (strings.size() < STRINGS) {
            strings.put(value, strings.size());
            out.number(NEW_STRING);
            out.text(value);
        } else {
            out.number(LONE_STRING);
            out.text(value);
        }
    }

    /** Ids are random numbers of 64 bits, of a few nodes. */
    private void member(long member) {
        Integer known = members.get(member);
        if (known == null) {
            members.put(member, members.size() + 1);
            out.number(0);
            out.fixed64(member);
        } else {
            out.number(known);
        }
    }
}
