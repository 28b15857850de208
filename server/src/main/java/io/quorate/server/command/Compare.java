package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;

/**
 * A condition that must hold for every key of a range (of one key: also when it is absent, as a key of all zeros; but a
 * VALUE comparison with an absent key is always false).
 *
 * @param number what VERSION, CREATE, MOD and LEASE are compared with
 * @param value what VALUE is compared with
 */
public record Compare(KeyRange range, Result result, Target target, long number, Bytes value) {
    /** etcd's comparison results, by their wire numbers. */
    public enum Result {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }

    /** etcd's comparison targets, by their wire numbers. */
    public enum Target {
        VERSION,
        CREATE,
        MOD,
        VALUE,
        LEASE
    }
}
