package io.quorate.jepsen.mutant;

import static io.quorate.jepsen.core.WorkloadKind.APPEND;
import static io.quorate.jepsen.core.WorkloadKind.COUNTER;
import static io.quorate.jepsen.core.WorkloadKind.REGISTER;
import static io.quorate.jepsen.core.WorkloadKind.SESSION;
import static io.quorate.jepsen.core.WorkloadKind.SET;
import static io.quorate.jepsen.core.WorkloadKind.STALENESS;

import io.quorate.jepsen.mutant.Mutant.Hunt;
import io.quorate.jepsen.mutant.Mutant.Spread;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The mutants there are. */
public final class Mutants {
    private static final String LINEARIZABLE_READS =
            "a linearizable read on any node sees every write acknowledged before it began";
    private static final String LOCAL_READS =
            "a session read shows what its session has seen, and a bounded one states no less than its age";
    private static final String DURABLE = "an acknowledged write survives, whatever is killed or loses power";
    private static final String ONCE = "a request is applied once, however often it was sent";
    private static final String EQUAL = "replicas are equal at equal positions";
    private static final String ONE_LEADER = "a term has one leader, who has every acknowledged write";
    private static final String ISOLATED = "transactions are atomic and isolated";
    private static final String REVISIONS = "revisions are unique, and an answer shows exactly the state of its own";
    private static final String APART = "what is written in one keyspace is there, and in no other";
    private static final String HONEST = "an error that says that nothing was done is true";

    private static final String ISOLATE_LEADER = "partition-isolate-leader";
    private static final String ONE_WAY = "partition-one-way";
    private static final String KILL = "kill";
    private static final String PAUSE = "pause";

    private static final List<Mutant> ALL = Stream.of(leases(), reads(), raft(), storage(), machine(), keyspaces())
            .flatMap(List::stream)
            .toList();

    private Mutants() {}

    public static List<Mutant> all() {
        return ALL;
    }

    public static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no mutant called " + name));
    }

    /**
     * The old leader must keep its leadership for a while after the new one serves: it does so for the longest timeout.
     */
    private static Hunt oldLeaderStays(Hunt hunt) {
        return hunt.with("election_timeout_min", "500ms").with("election_timeout_max", "3s");
    }

    private static List<Mutant> leases() {
        return List.of(
                everywhere(
                        "wait-out-skipped",
                        LINEARIZABLE_READS,
                        "a new leader serves at once, as if the former one had given its lease up",
                        oldLeaderStays(Hunt.byFaults("schedule-isolated-leader"))
                                .with("leader_lease", "10s")
                                .failing("linearizable", "revisions")),
                everywhere(
                        "lease-without-end",
                        LINEARIZABLE_READS,
                        "a leader holds its lease for valid until it hears that it does not lead any more",
                        oldLeaderStays(Hunt.byFaults("schedule-isolated-leader"))
                                .failing("linearizable", "revisions")),
                everywhere(
                        "lease-from-commit",
                        LINEARIZABLE_READS,
                        "an entry grants a lease from when it is known to be committed, not from when it was proposed",
                        Hunt.byFaults("schedule-paused-leader-cut-off")
                                .with("election_timeout_min", "500ms")
                                // Raft makes a leader step down that was paused for longer.
                                .with("election_timeout_max", "5s")
                                .with("leader_lease", "1500ms")
                                .failing("linearizable", "revisions")
                                .within(Duration.ofMinutes(5))),
                everywhere(
                        "drift-not-waited-for",
                        LINEARIZABLE_READS,
                        "a new leader waits as long as a lease lasts by its own clock, as if all clocks ran alike",
                        Hunt.byFaults("schedule-drifting-lease")
                                .with("drift_bound", "0.2")
                                .with("leader_lease", "9s")
                                .with("election_timeout_min", "500ms")
                                .with("election_timeout_max", "10s")
                                .failing("linearizable", "revisions")
                                .within(Duration.ofMinutes(10))));
    }

    private static List<Mutant> reads() {
        return List.of(
                everywhere(
                        "read-without-barrier",
                        LINEARIZABLE_READS,
                        "without a valid lease a leader answers reads at its commit index and asks nobody",
                        oldLeaderStays(Hunt.byFaults("schedule-isolated-leader"))
                                .failing("linearizable", "revisions")),
                everywhere(
                        "read-at-applied",
                        LINEARIZABLE_READS,
                        "a leader reads at what it has applied, not at what is committed and a follower may have shown",
                        Hunt.byLoad(REGISTER)
                                .failing("linearizable", "revisions")
                                .within(Duration.ofMinutes(2))),
                everywhere(
                        "follower-read-unasked",
                        LINEARIZABLE_READS,
                        "a node that does not lead answers linearizable reads and asks nobody",
                        Hunt.byLoad(REGISTER).failing("linearizable", "revisions")),
                everywhere(
                        "read-index-not-awaited",
                        LINEARIZABLE_READS,
                        "who has been given an index to read at reads before that is applied",
                        Hunt.byLoad(REGISTER).failing("linearizable", "revisions")),
                everywhere(
                        "revision-before-write",
                        REVISIONS,
                        "the revision of an entry is published before its changes are written",
                        Hunt.byLoad(REGISTER, SET, STALENESS)
                                .failing("revisions")
                                .within(Duration.ofMinutes(2))),
                everywhere(
                        "recent-not-noted",
                        LINEARIZABLE_READS,
                        "one change in fifty does not reach the memory of recent versions",
                        Hunt.byLoad(REGISTER, SESSION).failing("linearizable", "revisions", "sessions")),
                everywhere(
                        "staleness-understated",
                        LOCAL_READS,
                        "a node says that its state is of now, however long ago a leader vouched for it",
                        Hunt.byLoad(STALENESS).failing("staleness")),
                everywhere(
                        "session-revision-ignored",
                        LOCAL_READS,
                        "a session read does not wait for the revision that it names",
                        Hunt.byLoad(SESSION).failing("sessions")));
    }

    private static List<Mutant> raft() {
        return List.of(
                everywhere(
                        "ack-before-quorum",
                        DURABLE,
                        "a leader holds for committed what its own log holds",
                        Hunt.byFaults(ISOLATE_LEADER, "partition-halves", PAUSE)
                                .failing("linearizable", "revisions", "durable")),
                everywhere(
                        "log-not-synced",
                        DURABLE,
                        "the log is written but never forced to disk",
                        Hunt.byFaults("power-loss-all")
                                .running(REGISTER, SET)
                                .failing("durable", "linearizable", "revisions", "sets")
                                .within(Duration.ofMinutes(3))),
                everywhere(
                        "shorter-log-elected",
                        ONE_LEADER,
                        "a voter does not compare the candidate's log with its own",
                        Hunt.byFaults("schedule-laggard-elected")
                                .failing("durable", "linearizable", "revisions")
                                .within(Duration.ofMinutes(5))),
                everywhere(
                        "vote-given-twice",
                        ONE_LEADER,
                        "a voter votes for whoever asks, also a second time in a term",
                        Hunt.byFaults("schedule-split-vote")
                                .with("election_timeout_min", "500ms")
                                .with("election_timeout_max", "505ms")
                                .failing("leaders")
                                .within(Duration.ofMinutes(10))),
                everywhere(
                        "vote-not-kept",
                        ONE_LEADER,
                        "term and vote are not written to disk",
                        Hunt.byFaults("schedule-power-loss-at-election", "kill-all")
                                .failing("leaders")
                                .within(Duration.ofMinutes(10))));
    }

    private static List<Mutant> storage() {
        return List.of(
                everywhere(
                        "position-behind",
                        EQUAL,
                        "the batch of an entry carries the position of the entry before it",
                        Hunt.byFaults(KILL, "kill-all")
                                .with("snapshot_every_entries", "100")
                                .with("store_write_buffer_bytes", "1MiB")
                                .with("store_write_buffers", "2")
                                .failing("replica-hash", "revisions")
                                .within(Duration.ofMinutes(3))),
                everywhere(
                        "flush-not-atomic",
                        EQUAL,
                        "RocksDB flushes effects of entries without the position they lead to",
                        Hunt.byFaults(KILL, "kill-all")
                                .running(REGISTER, COUNTER)
                                .with("store_write_buffer_bytes", "1MiB")
                                .with("store_write_buffers", "2")
                                .failing("replica-hash", "revisions")
                                .within(Duration.ofMinutes(3))),
                everywhere(
                        "snapshot-not-swapped-in",
                        EQUAL,
                        "a downloaded snapshot is reported as installed, but the state stays as it was",
                        Hunt.byFaults("snapshot-install")
                                .running(REGISTER, STALENESS)
                                .with("snapshot_every_entries", "100")
                                .with("log_segment_bytes", "8MiB")
                                .failing("replica-hash", "revisions", "staleness")
                                .within(Duration.ofMinutes(5))),
                everywhere(
                        "dedup-not-restored",
                        EQUAL,
                        "the table of sessions is empty after a restart",
                        Hunt.byFaults(KILL, "restart", "kill-all")
                                .with("snapshot_every_entries", "100")
                                .running(REGISTER, COUNTER)
                                .failing("replica-hash", "revisions")));
    }

    private static List<Mutant> machine() {
        return List.of(
                everywhere(
                        "dedup-lost",
                        ONCE,
                        "no request is known again: one that is sent twice is applied twice",
                        Hunt.byFaults(KILL, "partition-isolate-follower", "partition-reset")
                                .running(REGISTER, COUNTER)
                                .calmly()
                                .failing("linearizable", "revisions", "counters")
                                .within(Duration.ofMinutes(3))),
                new Mutant(
                        "replica-differs",
                        EQUAL,
                        "one put in two hundred keeps the old value on one node",
                        Spread.ONE,
                        Hunt.byLoad(REGISTER, STALENESS).failing("replica-hash", "revisions")),
                everywhere(
                        "revision-reused",
                        REVISIONS,
                        "one change in two hundred leaves its revision to the next",
                        Hunt.byLoad(REGISTER).failing("revisions")),
                everywhere(
                        "compare-before-entry",
                        ISOLATED,
                        "comparisons of a transaction see the state before its log entry",
                        Hunt.byLoad(REGISTER, APPEND).failing("linearizable", "strict-serializable", "revisions")),
                everywhere(
                        "txn-read-fractured",
                        ISOLATED,
                        "each read of a transaction that only reads sees another state",
                        Hunt.byLoad(APPEND).failing("strict-serializable").within(Duration.ofMinutes(2))),
                everywhere(
                        "unknown-called-refused",
                        HONEST,
                        "a write whose outcome nobody knows is answered as if it had been refused",
                        Hunt.byFaults(ONE_WAY, ISOLATE_LEADER)
                                .running(REGISTER, APPEND)
                                .calmly()
                                .failing("linearizable", "strict-serializable", "revisions")));
    }

    private static List<Mutant> keyspaces() {
        return List.of(
                everywhere(
                        "keyspace-misrouted",
                        APART,
                        "one request in fifty that names a keyspace is done in the default one",
                        Hunt.byLoad(REGISTER, SET)
                                .inKeyspaces(1)
                                .failing("isolated", "linearizable", "revisions", "sets", "durable")),
                everywhere(
                        "switch-without-release",
                        LINEARIZABLE_READS,
                        "a planned handover gives no lease up, and the next leader believes that it was",
                        Hunt.byFaults("schedule-switch-over-slow-link")
                                .inKeyspaces(1)
                                .with("leader_lease", "10s")
                                .calmly()
                                .failing("linearizable", "revisions")
                                .within(Duration.ofMinutes(3))));
    }

    private static Mutant everywhere(String name, String promise, String description, Hunt hunt) {
        return new Mutant(name, promise, description, Spread.ALL, hunt);
    }
}
