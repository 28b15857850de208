package io.quorate.server.request;

import io.quorate.server.common.LogPosition;
import org.jspecify.annotations.Nullable;

/**
 * What allows a read, taken before its value is. Whether it held all the while is asked afterwards.
 *
 * @param term of the leader that vouched that this state is linearizable, {@link #NOBODY} when none did
 * @param applied newest entry that the state had already: what is read has it too
 * @param asOf everything acknowledged before it was in the state already; null when no such moment is known
 */
public record Vouch(
        ReadPath path,
        long term,
        LogPosition applied,
        @Nullable Moment asOf) {
    /** The term of a read that no leader vouched for. */
    public static final long NOBODY = -1;
}
