package io.quorate.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says of how it was served. Every reply of a Quorate server has one; a server that is not Quorate gives
 * none, and one that cannot be read counts as none: the answer itself is not in doubt.
 *
 * @param keyspace that answered
 * @param node that answered: its name
 * @param zone where that node is
 * @param city where that zone is
 * @param epoch of the map of keyspaces, as the node knew it; a higher one is newer
 * @param revision of the state that was read, or that the write made
 * @param position what was read has the entry at this position of the keyspace's log and all before it; for a write,
 *     the entry that it was committed in
 * @param readPath how the read was made safe; null for a write
 * @param staleness every write that was acknowledged longer ago than this, counted back from when the value was read,
 *     was seen, by the clocks of the node that answered; zero for a linearizable read, whole milliseconds. Null for a
 *     write, and for a read of which the node could not say it
 */
public record Receipt(
        String keyspace,
        String node,
        String zone,
        String city,
        long epoch,
        long revision,
        LogPosition position,
        @Nullable ReadPath readPath,
        @Nullable Duration staleness) {
    /** Of an entry in the log of one keyspace's group. */
    public record LogPosition(long term, long index) {}
}
