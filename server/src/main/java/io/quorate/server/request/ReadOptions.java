package io.quorate.server.request;

/**
 * What a read asks for.
 *
 * @param minRevision for SESSION and BOUNDED: the least revision that the state must have; 0 for none
 * @param maxStalenessNanos for BOUNDED: how long ago a write may have been acknowledged that is not seen
 * @param onMiss for SESSION and BOUNDED
 */
public record ReadOptions(ReadLevel level, long minRevision, long maxStalenessNanos, OnMiss onMiss) {
    /** Sees every write acknowledged before it began. */
    public static final ReadOptions LINEARIZABLE = new ReadOptions(ReadLevel.LINEARIZABLE, 0, 0, OnMiss.UPGRADE);

    /** Whatever this node has. */
    public static final ReadOptions SERIALIZABLE = new ReadOptions(ReadLevel.SERIALIZABLE, 0, 0, OnMiss.UPGRADE);

    public ReadOptions {
        if (minRevision < 0 || maxStalenessNanos < 0) {
            throw new IllegalArgumentException(
                    "negative: revision " + minRevision + ", staleness " + maxStalenessNanos);
        }
    }

    /** At least a revision. */
    public static ReadOptions session(long minRevision, OnMiss onMiss) {
        return new ReadOptions(ReadLevel.SESSION, minRevision, 0, onMiss);
    }

    /** Within a staleness and, unless 0, at least a revision. */
    public static ReadOptions bounded(long maxStalenessNanos, long minRevision, OnMiss onMiss) {
        return new ReadOptions(ReadLevel.BOUNDED, minRevision, maxStalenessNanos, onMiss);
    }
}
