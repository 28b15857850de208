package io.quorate.client;

import java.time.Duration;

/**
 * How to read.
 *
 * @param limit most keys to return; 0 for no limit
 * @param revision to read at; 0 for the newest
 * @param reading how fresh
 */
public record GetOptions(
        long limit, long revision, ReadOptions reading, Sort sort, Projection projection, Bounds bounds) {
    private static final GetOptions DEFAULTS =
            new GetOptions(0, 0, ReadOptions.defaults(), Sort.NONE, Projection.KEYS_AND_VALUES, new Bounds(0, 0, 0, 0));

    /** The read levels, in falling strength. A server that is not Quorate reads linearizably for the middle two. */
    public enum Consistency {
        /** Sees every write acknowledged before the read began. */
        LINEARIZABLE,
        /** Sees at least a revision that the client names: its own writes, and nothing older than what it has read. */
        SESSION,
        /** Sees every write acknowledged longer ago than the client allows. */
        BOUNDED,
        /** Whatever the asked node has; works without a leader. */
        SERIALIZABLE
    }

    /** What to return. */
    public enum Projection {
        KEYS_AND_VALUES,
        KEYS_ONLY,
        COUNT_ONLY
    }

    /** What to sort by. */
    public enum Target {
        KEY,
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE
    }

    /** Which way to sort. */
    public enum Order {
        NONE,
        ASCENDING,
        DESCENDING
    }

    /** By what, and which way. */
    public record Sort(Target target, Order order) {
        /** As the keys come: ascending. */
        public static final Sort NONE = new Sort(Target.KEY, Order.NONE);
    }

    /** Only keys with revisions within these, inclusive; 0 for no bound. */
    public record Bounds(long minMod, long maxMod, long minCreate, long maxCreate) {}

    /** The newest, linearizable, everything. */
    public static GetOptions defaults() {
        return DEFAULTS;
    }

    public GetOptions withLimit(long newLimit) {
        return new GetOptions(newLimit, revision, reading, sort, projection, bounds);
    }

    public GetOptions withRevision(long newRevision) {
        return new GetOptions(limit, newRevision, reading, sort, projection, bounds);
    }

    /** All about freshness at once. */
    public GetOptions withReading(ReadOptions newReading) {
        return new GetOptions(limit, revision, newReading, sort, projection, bounds);
    }

    /**
     * Names the level.
     *
     * @throws IllegalArgumentException when what was said before contradicts it
     */
    public GetOptions withConsistency(Consistency newConsistency) {
        return withReading(reading.withConsistency(newConsistency));
    }

    /**
     * A bounded read: only writes acknowledged less than this before may be missing.
     *
     * @throws IllegalArgumentException when another level was named, or the time is negative or above 365 days
     */
    public GetOptions withMaxStaleness(Duration maxStaleness) {
        return withReading(reading.withMaxStaleness(maxStaleness));
    }

    /**
     * A session read, or a bounded one if that was asked for: the state has at least this revision, as a write or an
     * earlier read was answered with. {@link ReadSession} does this by itself.
     *
     * @throws IllegalArgumentException when a level without revision was named, or the revision is negative
     */
    public GetOptions withSession(long minRevision) {
        return withReading(reading.withMinRevision(minRevision));
    }

    /**
     * What the node does when it is not fresh enough for a session or bounded read; ask for one of these first.
     *
     * @throws IllegalArgumentException when the read is of another level
     */
    public GetOptions withOnMiss(OnMiss onMiss) {
        return withReading(reading.withOnMiss(onMiss));
    }

    public GetOptions withSort(Target target, Order order) {
        return new GetOptions(limit, revision, reading, new Sort(target, order), projection, bounds);
    }

    public GetOptions withProjection(Projection newProjection) {
        return new GetOptions(limit, revision, reading, sort, newProjection, bounds);
    }

    public GetOptions withBounds(Bounds newBounds) {
        return new GetOptions(limit, revision, reading, sort, projection, newBounds);
    }

    /** The read level. */
    public Consistency consistency() {
        return reading.level();
    }
}
