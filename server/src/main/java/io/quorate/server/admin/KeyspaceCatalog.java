package io.quorate.server.admin;

import io.quorate.server.command.Command;
import io.quorate.server.command.Compare;
import io.quorate.server.command.Operation;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.Bytes;
import io.quorate.server.common.Fault;
import io.quorate.server.common.GroupId;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.NodeId;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceMap;
import io.quorate.server.keyspaces.KeyspaceSpec;
import io.quorate.server.keyspaces.Location;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.request.KeyspaceRequests;
import io.quorate.server.request.ReadOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the map in the system keyspace: reads it, decides, and writes on the condition that what was decided on is
 * still so. A change whose outcome is unknown may be asked for again: it is then refused as existing or not found.
 */
public final class KeyspaceCatalog implements KeyspaceAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceCatalog.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");
    /** For admission: a change is small. */
    private static final int CHANGE_BYTES = 1_024;

    private final KeyspaceRequests system;
    private final Bounds bounds;
    private final Supplier<GroupId> newGroup;

    /**
     * What changes must keep to.
     *
     * @param needed the keyspace that cannot be dropped
     * @param patterns words for patterns
     * @param most keyspaces at once
     */
    public record Bounds(String needed, List<String> patterns, List<Location> locations, int most) {
        public Bounds {
            patterns = List.copyOf(patterns);
            locations = List.copyOf(locations);
        }
    }

    /**
     * @param system the system keyspace
     * @param newGroup a name that no group ever had
     */
    public KeyspaceCatalog(KeyspaceRequests system, Bounds bounds, Supplier<GroupId> newGroup) {
        this.system = system;
        this.bounds = bounds;
        this.newGroup = newGroup;
    }

    @Override
    public CompletableFuture<KeyspaceMap> map(long deadlineNanos) {
        return system.read(RangeQuery.of(KeyspaceMap.EVERYTHING), ReadOptions.LINEARIZABLE, deadlineNanos)
                .thenApply(read -> mapOf(read.value()));
    }

    /** Whether there is such a keyspace, not before this call. */
    public CompletableFuture<Boolean> has(String keyspace, long deadlineNanos) {
        RangeQuery name = RangeQuery.of(KeyRange.single(KeyspaceMap.keyOf(keyspace)));
        return system.read(name, ReadOptions.LINEARIZABLE, deadlineNanos)
                .thenApply(read -> !found(read.value()).result().kvs().isEmpty());
    }

    /** The map in what a read of everything found. */
    public static KeyspaceMap mapOf(MvccReader.ReadOutcome outcome) {
        MvccReader.Found found = found(outcome);
        return KeyspaceMap.of(found.revision(), found.result().kvs());
    }

    private static MvccReader.Found found(MvccReader.ReadOutcome outcome) {
        if (outcome instanceof MvccReader.Found found) {
            return found;
        }
        throw new Fault("a read of the newest map found " + outcome);
    }

    /**
     * Puts the keyspaces of the topology file into the map, unless some node has done so. Every node may ask, again and
     * again.
     */
    public CompletableFuture<Void> found(List<KeyspaceSpec> keyspaces, long deadlineNanos) {
        List<Operation> puts = new ArrayList<>();
        puts.add(Command.Put.of(KeyspaceMap.FOUNDED, Bytes.utf8("1")));
        keyspaces.forEach(spec -> puts.add(put(spec)));
        Command.Txn txn = new Command.Txn(List.of(absent(KeyspaceMap.FOUNDED)), puts, List.of());
        return system.write(new Request(null, txn), CHANGE_BYTES * puts.size(), deadlineNanos)
                .thenAccept(committed -> {
                    if (committed.outcome() instanceof Outcome.TxnDone done && done.succeeded()) {
                        LOG.atInfo()
                                .addKeyValue("keyspaces", keyspaces.size())
                                .addKeyValue("epoch", done.revision())
                                .log("the map of keyspaces is founded");
                    }
                });
    }

    @Override
    public CompletableFuture<Change> create(Draft draft, long deadlineNanos) {
        return changed(deadlineNanos, map -> {
            String problem = problem(draft);
            if (problem != null) {
                return Decision.no(Reason.BAD, problem);
            }
            if (map.find(draft.name()).isPresent()) {
                return Decision.no(Reason.EXISTS, draft.name());
            }
            if (map.keyspaces().size() >= bounds.most()) {
                return Decision.no(
                        Reason.TOO_MANY, "there are " + bounds.most() + "; drop one, or raise max_keyspaces");
            }
            KeyspaceSpec model = needed(map);
            String home = draft.home() == null ? model.home() : draft.home();
            KeyspaceSpec spec = new KeyspaceSpec(
                    draft.name(),
                    newGroup.get(),
                    draft.pattern() == null ? model.pattern() : draft.pattern(),
                    model.roles(),
                    home == null || home.isEmpty() ? null : home,
                    draft.leaderLease(),
                    draft.goals());
            return new Decision.Go(spec, absent(KeyspaceMap.keyOf(spec.name())), List.of(put(spec)));
        });
    }

    private KeyspaceSpec needed(KeyspaceMap map) {
        return map.find(bounds.needed()).orElseThrow(() -> new Fault("the map has no keyspace " + bounds.needed()));
    }

    private @Nullable String problem(Draft draft) {
        if (!NAME.matcher(draft.name()).matches()) {
            return "the name '" + draft.name()
                    + "' is not a letter or digit and up to 62 more of these, dots, dashes or underlines";
        }
        if (draft.name().equals(KeyspaceMap.SYSTEM)) {
            return "the name '" + draft.name() + "' is taken by the cluster itself";
        }
        String pattern = draft.pattern();
        if (pattern != null && !bounds.patterns().contains(pattern)) {
            return "no pattern '" + pattern + "'; choose one of " + String.join(", ", bounds.patterns());
        }
        return draft.home() == null ? null : problemOfHome(draft.home());
    }

    private @Nullable String problemOfHome(String home) {
        boolean known = home.isEmpty() || bounds.locations().stream().anyMatch(location -> location.isIn(home));
        return known ? null : "no city, zone or node '" + home + "' for its home";
    }

    @Override
    public CompletableFuture<Change> alter(String keyspace, Alteration alteration, long deadlineNanos) {
        return changed(deadlineNanos, map -> altered(map, keyspace, alteration));
    }

    private Decision altered(KeyspaceMap map, String keyspace, Alteration alteration) {
        Optional<KeyspaceSpec> present = map.find(keyspace);
        if (present.isEmpty()) {
            return Decision.no(Reason.NOT_FOUND, keyspace);
        }
        KeyspaceSpec spec = present.get();
        String home = alteration.home();
        if (home != null) {
            String problem = problemOfHome(home);
            if (problem != null) {
                return Decision.no(Reason.BAD, problem);
            }
            spec = spec.homeAt(home.isEmpty() ? null : home);
        }
        KeyspaceGoals goals = alteration.goals();
        spec = goals == null ? spec : spec.wanting(goals);
        return new Decision.Go(spec, unchanged(present.get()), List.of(put(spec)));
    }

    @Override
    public CompletableFuture<Change> switchTo(String keyspace, String place, long deadlineNanos) {
        return changed(deadlineNanos, map -> {
            Decision decision = altered(map, keyspace, new Alteration(place, null));
            if (decision instanceof Decision.Go go) {
                List<NodeId> there = go.spec().voters().stream()
                        .filter(voter -> isIn(voter, place))
                        .toList();
                if (!there.isEmpty() && map.drainedNodes().containsAll(there)) {
                    return Decision.no(
                            Reason.BAD,
                            "every voter in '" + place + "' is drained; undo that, or choose another place");
                }
            }
            return decision;
        });
    }

    @Override
    public boolean isIn(NodeId node, String place) {
        return bounds.locations().stream().anyMatch(location -> location.node().equals(node) && location.isIn(place));
    }

    @Override
    public CompletableFuture<Change> drop(String keyspace, long deadlineNanos) {
        return changed(deadlineNanos, map -> {
            Optional<KeyspaceSpec> present = map.find(keyspace);
            if (keyspace.equals(bounds.needed()) || keyspace.equals(KeyspaceMap.SYSTEM)) {
                return Decision.no(Reason.NEEDED, keyspace);
            }
            if (present.isEmpty()) {
                return Decision.no(Reason.NOT_FOUND, keyspace);
            }
            KeyspaceSpec spec = present.get();
            List<Operation> steps = List.of(
                    new Command.DeleteRange(KeyRange.single(KeyspaceMap.keyOf(keyspace)), false),
                    Command.Put.of(KeyspaceMap.droppedKeyOf(spec.group()), Bytes.utf8(keyspace)));
            return new Decision.Go(spec, unchanged(spec), steps);
        });
    }

    /** What follows from the map as it is. */
    private sealed interface Decision {
        record Go(KeyspaceSpec spec, Compare condition, List<Operation> steps) implements Decision {}

        record No(Refused refusal) implements Decision {}

        static Decision no(Reason reason, String explanation) {
            return new No(new Refused(reason, explanation));
        }
    }

    private CompletableFuture<Change> changed(long deadlineNanos, Function<KeyspaceMap, Decision> decide) {
        return map(deadlineNanos).thenCompose(map -> {
            if (!map.founded()) {
                return refused(new Refused(Reason.CONFLICT, "the cluster is just being founded"));
            }
            Decision decision = decide.apply(map);
            if (decision instanceof Decision.No no) {
                return refused(no.refusal());
            }
            return commit((Decision.Go) decision, deadlineNanos);
        });
    }

    private static CompletableFuture<Change> refused(Refused refusal) {
        return CompletableFuture.completedFuture(refusal);
    }

    private CompletableFuture<Change> commit(Decision.Go go, long deadlineNanos) {
        Command.Txn txn = new Command.Txn(List.of(go.condition()), go.steps(), List.of());
        return system.write(new Request(null, txn), CHANGE_BYTES, deadlineNanos)
                .thenApply(committed -> changeOf(go.spec(), committed.outcome()));
    }

    private static Change changeOf(KeyspaceSpec spec, Outcome outcome) {
        if (outcome instanceof Outcome.TxnDone done) {
            return done.succeeded()
                    ? new Changed(spec, done.revision())
                    : new Refused(Reason.CONFLICT, "the map was changed meanwhile");
        }
        throw new Fault("a change of the map gave " + outcome);
    }

    private static Operation put(KeyspaceSpec spec) {
        return Command.Put.of(KeyspaceMap.keyOf(spec.name()), KeyspaceMap.valueOf(spec));
    }

    private static Compare absent(Bytes key) {
        return new Compare(KeyRange.single(key), Compare.Result.EQUAL, Compare.Target.VERSION, 0, Bytes.EMPTY);
    }

    private static Compare unchanged(KeyspaceSpec spec) {
        return new Compare(
                KeyRange.single(KeyspaceMap.keyOf(spec.name())),
                Compare.Result.EQUAL,
                Compare.Target.VALUE,
                0,
                KeyspaceMap.valueOf(spec));
    }
}
