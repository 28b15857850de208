package io.quorate.server.statemachine.sim;

import io.quorate.server.command.Outcome;
import io.quorate.server.command.Rejection;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold after every entry on every replica; each nested class is one promise. */
final class Invariants {
    /** The applied position moves to the entry that was given, and to no entry before the ones it follows. */
    static final class PositionsNeverSkip {
        void given(int replica, long before, long given, long after) {
            if (given > before + 1) {
                throw new Violation(
                        "position skips", "replica " + replica + " was at " + before + " and was given " + given);
            }
            if (after != Math.max(before, given)) {
                throw new Violation(
                        "position skips",
                        "replica " + replica + " was at " + before + ", was given " + given + ", is at " + after);
            }
        }

        /** The log that a replica has left begins no later than its state needs. */
        void resumed(int replica, long applied, long firstInLog) {
            if (firstInLog > applied + 1) {
                throw new Violation(
                        "position skips",
                        "replica " + replica + " is at " + applied + " and its log begins at " + firstInLog);
            }
        }
    }

    /** A crash takes nothing that was flushed, and invents nothing. */
    static final class FlushedStays {
        void crashed(int replica, long flushed, long before, long after) {
            if (after < flushed || after > before) {
                throw new Violation(
                        "flushed stays",
                        "replica " + replica + " had flushed " + flushed + " of " + before + " and is at " + after);
            }
        }
    }

    /** At equal positions the state is the same on all replicas, and so is what they answer on the way. */
    static final class SameEverywhere {
        private final Reference reference;

        SameEverywhere(Reference reference) {
            this.reference = reference;
        }

        void at(int replica, long index, Reference.Moment is) {
            Reference.Moment shall = reference.at(index);
            if (is.hash() != shall.hash()
                    || is.revision() != shall.revision()
                    || is.clusterTime() != shall.clusterTime()
                    || is.release() != shall.release()) {
                throw new Violation("same state", "replica " + replica + " at " + index + ": " + is + ", not " + shall);
            }
        }

        void answered(int replica, long index, List<List<Outcome>> answers) {
            if (!answers.equals(reference.at(index).answers())) {
                throw new Violation(
                        "same answers",
                        "replica " + replica + " at " + index + ": " + answers + ", not "
                                + reference.at(index).answers());
            }
        }
    }

    /** Every revision is the effect of one operation, and they grow by one. */
    static final class RevisionsGrowByOne {
        /** Of an empty store; the first change has the next one. */
        private long newest = 1;

        private final Map<Long, Long> owners = new HashMap<>();

        /** True when this is the effect itself, not the answer to an operation that was sent again. */
        boolean changed(Operation operation, Outcome outcome) {
            if (outcome.revision() == newest + 1) {
                newest++;
                owners.put(newest, operation.id());
                return true;
            }
            Long owner = owners.get(outcome.revision());
            if (owner == null || owner != operation.id()) {
                throw new Violation(
                        "revisions grow by one",
                        "operation " + operation + " answers " + outcome + " after revision " + newest + "; owner "
                                + owner);
            }
            return false;
        }

        void after(long index, long revision) {
            if (revision != newest) {
                throw new Violation(
                        "revisions grow by one",
                        "revision " + revision + " after entry " + index + ", but answers told of " + newest);
            }
        }
    }

    /**
     * An operation has its effect at most once, and every answer to it, but that it is not known any more, is the same.
     */
    static final class AppliedAtMostOnce {
        private final Map<Long, Outcome> answers = new HashMap<>();

        /** Whether this is the first answer. */
        boolean answered(Operation operation, Outcome outcome) {
            Outcome before = answers.putIfAbsent(operation.id(), outcome);
            if (before != null && !before.equals(outcome)) {
                throw new Violation("applied at most once", operation + " answered " + before + " and then " + outcome);
            }
            return before == null;
        }
    }

    /** While there is room for all sessions, a request is refused only if its sender has its answer. */
    static final class RefusedForAReason {
        private record Sent(SessionId session, long sequence) {
            static Sent of(SessionStamp stamp) {
                return new Sent(stamp.session(), stamp.sequence());
            }
        }

        private final boolean thereIsRoom;
        private final Set<Sent> heard = new HashSet<>();

        RefusedForAReason(boolean thereIsRoom) {
            this.thereIsRoom = thereIsRoom;
        }

        void heard(SessionStamp stamp) {
            heard.add(Sent.of(stamp));
        }

        void refused(Parcel parcel, Operation operation) {
            if (thereIsRoom && !isHeard(parcel.stamp()) && !isHeard(operation.stamp())) {
                throw new Violation("refused for a reason", operation + " in " + parcel + " was never answered");
            }
        }

        private boolean isHeard(@Nullable SessionStamp stamp) {
            return stamp != null && heard.contains(Sent.of(stamp));
        }
    }

    /** Cluster time is the newest clock of an applied entry. */
    static final class TimeIsTheNewest {
        private long newest;

        void applied(LogItem item, long clusterTime) {
            newest = Math.max(newest, item.isOurs() ? item.hlc() : 0);
            if (clusterTime != newest) {
                throw new Violation("time is the newest", clusterTime + " after " + item.position());
            }
        }
    }

    private final PositionsNeverSkip positions = new PositionsNeverSkip();
    private final FlushedStays flushed = new FlushedStays();
    private final RevisionsGrowByOne revisions = new RevisionsGrowByOne();
    private final AppliedAtMostOnce once = new AppliedAtMostOnce();
    private final TimeIsTheNewest time = new TimeIsTheNewest();
    private final SameEverywhere same;
    private final RefusedForAReason refused;

    /** How often each thing happened: a run in which nothing is sent again proves nothing. */
    private final Map<String, Long> counts = new HashMap<>();

    Invariants(Reference reference, boolean thereIsRoom) {
        same = new SameEverywhere(reference);
        refused = new RefusedForAReason(thereIsRoom);
    }

    /** What the undisturbed replica made of an entry. */
    void applied(LogItem item, Reference.Moment moment) {
        for (int i = 0; i < item.parcels().size(); i++) {
            answered(item.parcels().get(i), moment.answers().get(i));
        }
        revisions.after(item.position().index(), moment.revision());
        time.applied(item, moment.clusterTime());
    }

    private void answered(Parcel parcel, List<Outcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            Operation operation = parcel.operations().get(i);
            Outcome outcome = outcomes.get(i);
            if (isExpired(outcome)) {
                refused.refused(parcel, operation);
                count("refused");
            } else {
                boolean effect = isChange(outcome) && revisions.changed(operation, outcome);
                boolean first = once.answered(operation, outcome);
                count(!first ? "answered again" : effect ? "changes" : "other answers");
            }
        }
    }

    static boolean isExpired(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected && rejected.reason() == Rejection.SESSION_EXPIRED;
    }

    /** Whether the outcome is of a command that changed keys, and so has a revision of its own. */
    private static boolean isChange(Outcome outcome) {
        if (outcome instanceof Outcome.TxnDone txn) {
            return txn.outcomes().stream().anyMatch(Invariants::isChange);
        }
        return outcome instanceof Outcome.PutDone
                || (outcome instanceof Outcome.DeleteRangeDone deleted && deleted.deleted() > 0);
    }

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return counts;
    }

    PositionsNeverSkip positions() {
        return positions;
    }

    FlushedStays flushed() {
        return flushed;
    }

    RefusedForAReason refused() {
        return refused;
    }

    SameEverywhere same() {
        return same;
    }
}
