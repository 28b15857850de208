package io.quorate.server.common;

/**
 * What a range read asks for, with etcd's meaning of every field.
 *
 * @param revision read as of this revision; 0 or less means the newest
 * @param limit at most so many keys; 0 or less means all
 * @param bounds filters on revisions
 */
public record RangeQuery(
        KeyRange range,
        long revision,
        long limit,
        SortOrder order,
        SortTarget target,
        boolean keysOnly,
        boolean countOnly,
        RevisionBounds bounds) {

    /** etcd's sort orders, by their wire numbers. */
    public enum SortOrder {
        NONE,
        ASCEND,
        DESCEND
    }

    /** etcd's sort targets, by their wire numbers. */
    public enum SortTarget {
        KEY,
        VERSION,
        CREATE,
        MOD,
        VALUE
    }

    /** Inclusive filters on mod and create revisions; 0 means no bound. */
    public record RevisionBounds(long minMod, long maxMod, long minCreate, long maxCreate) {
        public static final RevisionBounds NONE = new RevisionBounds(0, 0, 0, 0);

        public boolean accepts(long modRevision, long createRevision) {
            return (minMod <= 0 || modRevision >= minMod)
                    && (maxMod <= 0 || modRevision <= maxMod)
                    && (minCreate <= 0 || createRevision >= minCreate)
                    && (maxCreate <= 0 || createRevision <= maxCreate);
        }
    }

    /** The newest state of a range, in key order, unbounded. */
    public static RangeQuery of(KeyRange range) {
        return new RangeQuery(range, 0, 0, SortOrder.NONE, SortTarget.KEY, false, false, RevisionBounds.NONE);
    }

    /** The same as of a revision. */
    public RangeQuery at(long atRevision) {
        return new RangeQuery(range, atRevision, limit, order, target, keysOnly, countOnly, bounds);
    }

    /** The same with a limit. */
    public RangeQuery limitedTo(long newLimit) {
        return new RangeQuery(range, revision, newLimit, order, target, keysOnly, countOnly, bounds);
    }
}
