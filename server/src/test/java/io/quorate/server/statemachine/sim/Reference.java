package io.quorate.server.statemachine.sim;

import io.quorate.server.command.Outcome;
import io.quorate.server.statemachine.EntryResult;
import io.quorate.server.statemachine.KvStateMachine;
import io.quorate.server.statemachine.SessionLimits;
import io.quorate.server.storage.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;

/** The replica to which nothing ever happens: applies each entry once, as soon as it is in the log. */
final class Reference {
    /** What it is right after an entry, and what it answered. */
    record Moment(long hash, long revision, long clusterTime, boolean release, List<List<Outcome>> answers) {}

    private final KvStateMachine machine;
    private final List<Moment> moments = new ArrayList<>();
    private final Moment empty;

    Reference(SessionLimits limits) {
        machine = KvStateMachine.open(new MemoryStore(), limits);
        empty = moment(List.of());
    }

    Moment apply(LogItem item) {
        Moment moment;
        if (item.isOurs()) {
            EntryResult result = machine.apply(item.position(), item.bytes(item.hlc()));
            moment = moment(answers(result));
        } else {
            machine.skip(item.position());
            moment = moment(List.of());
        }
        moments.add(moment);
        return moment;
    }

    private Moment moment(List<List<Outcome>> answers) {
        return new Moment(
                machine.digest(() -> true).hash(),
                machine.reader().revision(),
                machine.clusterTime(),
                machine.lastWasRelease(),
                answers);
    }

    static List<List<Outcome>> answers(EntryResult result) {
        return result.batches().stream().map(batch -> batch.outcomes()).toList();
    }

    /** As it was after the entry with this index; -1 for before the first. */
    Moment at(long index) {
        return index < 0 ? empty : moments.get((int) index);
    }

    long revision() {
        return machine.reader().revision();
    }
}
