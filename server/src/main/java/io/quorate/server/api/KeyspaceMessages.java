package io.quorate.server.api;

import io.quorate.proto.v1.Goals;
import io.quorate.proto.v1.Keyspace;
import io.quorate.server.common.NodeId;
import io.quorate.server.keyspaces.KeyspaceGoals;
import io.quorate.server.keyspaces.KeyspaceSpec;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Keyspaces on the wire. */
final class KeyspaceMessages {
    private static final Set<String> EXTENTS = Set.of("", "node", "zone", "city");

    private KeyspaceMessages() {}

    /** What the map says of it. */
    static Keyspace.Builder of(KeyspaceSpec spec) {
        Keyspace.Builder keyspace = Keyspace.newBuilder()
                .setName(spec.name())
                .setGroup(spec.group().toString())
                .setPattern(spec.pattern())
                .addAllVoters(spec.voters().stream().map(NodeId::value).toList())
                .addAllLearners(spec.learners().stream().map(NodeId::value).toList())
                .setLeaderLease(spec.leaderLease());
        String home = spec.home();
        if (home != null) {
            keyspace.setHome(home);
        }
        if (!spec.goals().equals(KeyspaceGoals.NONE)) {
            keyspace.setGoals(of(spec.goals()));
        }
        return keyspace;
    }

    private static Goals of(KeyspaceGoals stated) {
        Goals.Builder goals = Goals.newBuilder();
        String survive = stated.survive();
        if (survive != null) {
            goals.setSurvive(survive);
        }
        micros(stated.rpo(), goals::setRpoMicros);
        micros(stated.rto(), goals::setRtoMicros);
        micros(stated.writeP99(), goals::setWriteP99Micros);
        return goals.build();
    }

    private static void micros(@Nullable Duration span, LongConsumer field) {
        if (span != null) {
            field.accept(span.toNanos() / 1_000);
        }
    }

    /** What is wrong with these goals; null when nothing is. */
    static @Nullable String problem(Goals goals) {
        return EXTENTS.contains(goals.getSurvive())
                ? null
                : "no extent '" + goals.getSurvive() + "' to survive; choose node, zone or city";
    }

    static KeyspaceGoals goals(Goals goals) {
        return new KeyspaceGoals(
                goals.getSurvive().isEmpty() ? null : goals.getSurvive(),
                goals.hasRpoMicros() ? span(goals.getRpoMicros()) : null,
                goals.hasRtoMicros() ? span(goals.getRtoMicros()) : null,
                goals.hasWriteP99Micros() ? span(goals.getWriteP99Micros()) : null);
    }

    private static Duration span(long micros) {
        return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros));
    }
}
