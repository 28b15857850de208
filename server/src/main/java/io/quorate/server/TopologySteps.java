package io.quorate.server;

import io.quorate.client.KeyspaceClient;
import io.quorate.client.KeyspaceGoals;
import io.quorate.client.KeyspaceOptions;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.Difference;
import io.quorate.server.config.KeyspaceConfig;
import io.quorate.server.config.TopologyDifferences;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What to do, one after the other, so that a cluster runs what a file says: keyspaces are created, then altered, then
 * dropped. Each step is safe by itself.
 *
 * @param steps in order
 * @param refusals what this release cannot do of it; then nothing should be done
 * @param left what differs and stays as it is, with the reason
 */
record TopologySteps(List<Step> steps, List<String> refusals, List<String> left) {
    TopologySteps {
        steps = List.copyOf(steps);
        refusals = List.copyOf(refusals);
        left = List.copyOf(left);
    }

    /**
     * One of them.
     *
     * @param verb {@code create}, {@code alter} or {@code drop}
     * @param text for people
     */
    record Step(String verb, String keyspace, String text, Function<KeyspaceClient, CompletableFuture<?>> action) {}

    /** @param drop whether keyspaces that the file does not have are dropped */
    static TopologySteps between(ClusterConfig running, ClusterConfig wanted, boolean drop) {
        List<Difference> differences = TopologyDifferences.between(running, wanted);
        List<Step> steps = new ArrayList<>();
        Set<String> refusals = new LinkedHashSet<>();
        List<String> left = new ArrayList<>();
        differences.stream()
                .filter(each -> !each.what().equals("keyspace"))
                .forEach(each -> refusals.add(each.text() + " -- " + why(each)));
        for (KeyspaceConfig keyspace : wanted.keyspaces()) {
            Optional<KeyspaceConfig> present = running.findKeyspace(keyspace.name());
            if (present.isEmpty()) {
                refusals.addAll(refusalsOfNew(running, keyspace));
                steps.add(create(keyspace));
            }
        }
        for (KeyspaceConfig keyspace : wanted.keyspaces()) {
            running.findKeyspace(keyspace.name()).ifPresent(present -> alter(present, keyspace, steps));
        }
        List<Difference> ofKeyspaces = differences.stream()
                .filter(each -> each.what().equals("keyspace"))
                .toList();
        ofKeyspaces.stream()
                .filter(each -> each.kind() == Difference.Kind.CHANGED && !isAlterable(each))
                .forEach(each ->
                        refusals.add(each.text() + " -- this release cannot change that of a keyspace that exists"));
        for (Difference each : ofKeyspaces) {
            if (each.kind() == Difference.Kind.REMOVED && drop) {
                steps.add(drop(each.name()));
            } else if (each.kind() == Difference.Kind.REMOVED) {
                left.add("keyspace " + each.name() + " is not in the file; --drop drops it with all its data");
            }
        }
        return new TopologySteps(steps, List.copyOf(refusals), left);
    }

    private static String why(Difference difference) {
        return switch (difference.what()) {
            case "node" -> "this release cannot add, remove or move nodes while the cluster runs";
            case "cluster" -> "the file is another cluster's";
            default -> "that is read when nodes start: give all of them the file and restart them one by one";
        };
    }

    private static boolean isAlterable(Difference difference) {
        return difference.field().equals("home") || difference.field().startsWith("goals.");
    }

    private static List<String> refusalsOfNew(ClusterConfig running, KeyspaceConfig keyspace) {
        List<String> refusals = new ArrayList<>();
        KeyspaceConfig.Roles roles = keyspace.roles();
        if (!roles.witnesses().isEmpty()) {
            refusals.add("+ keyspace " + keyspace.name() + " -- this release has no witnesses");
        }
        KeyspaceConfig.Roles model = running.defaultKeyspace().roles();
        boolean same = new HashSet<>(roles.voters()).equals(new HashSet<>(model.voters()))
                && new HashSet<>(roles.learners()).equals(new HashSet<>(model.learners()));
        if (!same) {
            refusals.add("+ keyspace " + keyspace.name()
                    + " -- a new keyspace has the voters of the default one, and its learners; the file gives it"
                    + " others");
        }
        return refusals;
    }

    private static Step create(KeyspaceConfig keyspace) {
        String home = keyspace.home();
        KeyspaceOptions options = new KeyspaceOptions(
                keyspace.pattern().word(), home == null ? "" : home, keyspace.leaderLease(), goals(keyspace));
        return new Step(
                "create",
                keyspace.name(),
                "create keyspace " + keyspace.name() + " (" + keyspace.pattern().word()
                        + (home == null ? "" : ", home " + home) + ")",
                keyspaces -> keyspaces.create(keyspace.name(), options));
    }

    private static void alter(KeyspaceConfig present, KeyspaceConfig wanted, List<Step> steps) {
        String home = wanted.home() == null ? "" : wanted.home();
        String before = present.home() == null ? "" : present.home();
        if (!home.equals(before)) {
            steps.add(new Step(
                    "alter",
                    wanted.name(),
                    "move the home of keyspace " + wanted.name() + " from " + (before.isEmpty() ? "anywhere" : before)
                            + " to " + (home.isEmpty() ? "anywhere" : home),
                    keyspaces -> keyspaces.changeHome(wanted.name(), home)));
        }
        if (!wanted.goals().equals(present.goals())) {
            steps.add(new Step(
                    "alter",
                    wanted.name(),
                    "change the goals of keyspace " + wanted.name(),
                    keyspaces -> keyspaces.changeGoals(wanted.name(), goals(wanted))));
        }
    }

    private static KeyspaceGoals goals(KeyspaceConfig keyspace) {
        KeyspaceConfig.Goals goals = keyspace.goals();
        return new KeyspaceGoals(goals.survive(), goals.rpo(), goals.rto(), goals.writeP99());
    }

    private static Step drop(String name) {
        return new Step(
                "drop", name, "drop keyspace " + name + " with all its data", keyspaces -> keyspaces.drop(name));
    }
}
