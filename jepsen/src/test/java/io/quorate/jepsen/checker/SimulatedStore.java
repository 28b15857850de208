package io.quorate.jepsen.checker;

import io.quorate.jepsen.core.Action;
import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Elements;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Micro;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.Receipt;
import io.quorate.jepsen.core.Seen;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A correct store: does one thing after another, and remembers what it held at every revision. */
final class SimulatedStore {
    private record Change(long revision, long value) {}

    private final Map<Long, List<Change>> changes = new HashMap<>();
    private long revision = 1;

    long revision() {
        return revision;
    }

    /** What a key holds now, 0 if it is absent. */
    long value(WorkloadKind workload, int key) {
        List<Change> all = changes(Ops.keyCode(workload, key));
        return all.isEmpty() ? 0 : all.get(all.size() - 1).value;
    }

    /** @param at the revision that a serializable read shows */
    Completion perform(Invocation asked, long at, long member) {
        boolean now = asked.level() == ReadLevel.LINEARIZABLE;
        long shown = now ? revision : at;
        long key = Ops.keyCode(asked.workload(), asked.key());
        return switch (asked.action()) {
            case READ -> Completion.ok(seen(key, shown), receipt(shown, member));
            case READ_ALL -> Completion.ok(Seen.elements(elements(key, shown)), receipt(shown, member));
            case WRITE, ADD -> put(asked, member);
            case CAS ->
                value(asked.workload(), asked.key()) == asked.expected()
                        ? put(asked, member)
                        : Completion.mismatch(seen(key, revision), receipt(revision, member));
            case TXN -> transaction(asked, member);
        };
    }

    private Completion put(Invocation asked, long member) {
        revision++;
        changes(Ops.keyCode(asked.workload(), asked.key())).add(new Change(revision, asked.value()));
        long version = asked.action() == Action.ADD ? 0 : versionAt(Ops.keyCode(asked.workload(), asked.key()));
        return Completion.ok(Seen.key(0, revision, version % 2 == 0 ? version : 0), receipt(revision, member));
    }

    private long versionAt(long key) {
        return changes(key).size();
    }

    private Completion transaction(Invocation asked, long member) {
        long own = revision + (asked.micros().stream().anyMatch(Micro::append) ? 1 : 0);
        List<Micro> done = new ArrayList<>();
        for (Micro micro : asked.micros()) {
            long key = Ops.keyCode(WorkloadKind.APPEND, micro.key());
            if (micro.append()) {
                changes(key).add(new Change(own, micro.value()));
                done.add(micro);
            } else {
                done.add(Micro.read(micro.key(), elements(key, own)));
            }
        }
        revision = own;
        return Completion.ok(Seen.micros(done), receipt(own, member));
    }

    private Seen seen(long key, long at) {
        List<Change> all = changes(key);
        int count = countAt(all, at);
        return count == 0 ? Seen.key(0, 0, 0) : Seen.key(all.get(count - 1).value, all.get(count - 1).revision, count);
    }

    private Elements elements(long key, long at) {
        List<Change> all = changes(key);
        return Elements.of(
                all.stream().limit(countAt(all, at)).mapToLong(Change::value).toArray());
    }

    private static int countAt(List<Change> all, long at) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).revision <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private List<Change> changes(long key) {
        return changes.computeIfAbsent(key, k -> new ArrayList<>());
    }

    private static Receipt receipt(long revision, long member) {
        return new Receipt(revision, 1, member + 1);
    }
}
