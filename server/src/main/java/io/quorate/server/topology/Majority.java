package io.quorate.server.topology;

/**
 * Who is left to agree.
 *
 * @param size voters and witnesses of the group
 * @param needed how many of them must agree
 * @param living how many are left
 * @param livingVoters how many of those have data, and so may lead
 * @param connected the most of them that one such voter exchanges messages with, itself included
 */
public record Majority(int size, int needed, int living, int livingVoters, int connected) {
    /** Why there is no leader, when there is none. */
    String why() {
        if (living < needed) {
            return living + " of " + size + " voters and witnesses left, " + needed + " needed";
        }
        if (livingVoters == 0) {
            return "no voter with data left to lead";
        }
        return "no voter with data exchanges messages with " + needed + " of " + size
                + " voters and witnesses, the best" + " with " + connected;
    }
}
