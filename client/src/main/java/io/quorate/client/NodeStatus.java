package io.quorate.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node's own condition, or why it did not tell.
 *
 * @param report null when the node did not answer
 * @param failure null when it did
 */
public record NodeStatus(
        Endpoint endpoint,
        @Nullable Report report,
        @Nullable QuorateException failure) {
    /**
     * What a node says of itself.
     *
     * @param leader member id of the leader it knows, 0 for none; ids are unsigned
     * @param errors alarms, in words
     */
    public record Report(
            Header header, String version, long leader, Log log, Size size, boolean learner, List<String> errors) {
        /** This node leads. */
        public boolean isLeader() {
            return leader != 0 && leader == header.memberId();
        }
    }

    /** Where the node is in the log. */
    public record Log(long term, long index, long appliedIndex) {}

    /** Bytes on disk, and bytes of them that hold something. */
    public record Size(long bytes, long bytesInUse) {}
}
