package io.quorate.server.topology;

import java.util.List;

/**
 * What was found of one keyspace.
 *
 * @param singles every single fault, faults that break the same together
 * @param next of the healthy keyspace
 */
public record KeyspacePlan(
        Group group, Outlook healthy, List<Single> singles, Pairs pairs, List<GoalVerdict> goals, NextStop next) {
    public KeyspacePlan {
        singles = List.copyOf(singles);
        goals = List.copyOf(goals);
    }
}
