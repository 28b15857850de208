package io.quorate.client;

/**
 * How to read.
 *
 * @param limit most keys to return; 0 for no limit
 * @param revision to read at; 0 for the newest
 */
public record GetOptions(
        long limit, long revision, Consistency consistency, Sort sort, Projection projection, Bounds bounds) {
    private static final GetOptions DEFAULTS = new GetOptions(
            0, 0, Consistency.LINEARIZABLE, Sort.NONE, Projection.KEYS_AND_VALUES, new Bounds(0, 0, 0, 0));

    /** How fresh. */
    public enum Consistency {
        /** Sees every write acknowledged before the read began. */
        LINEARIZABLE,
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
        return new GetOptions(newLimit, revision, consistency, sort, projection, bounds);
    }

    public GetOptions withRevision(long newRevision) {
        return new GetOptions(limit, newRevision, consistency, sort, projection, bounds);
    }

    public GetOptions withConsistency(Consistency newConsistency) {
        return new GetOptions(limit, revision, newConsistency, sort, projection, bounds);
    }

    public GetOptions withSort(Target target, Order order) {
        return new GetOptions(limit, revision, consistency, new Sort(target, order), projection, bounds);
    }

    public GetOptions withProjection(Projection newProjection) {
        return new GetOptions(limit, revision, consistency, sort, newProjection, bounds);
    }

    public GetOptions withBounds(Bounds newBounds) {
        return new GetOptions(limit, revision, consistency, sort, projection, newBounds);
    }
}
