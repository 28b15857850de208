package io.quorate.server.storage;

/** The columns of a keyspace's store. Ids are a disk format: unique and never reused. */
public enum Column {
    /** Single facts: applied position, revisions, versions, cluster identity. */
    META(0, "meta"),
    /** Key to its newest value, live keys only. */
    CURRENT(1, "current"),
    /** (key, revision, sub-revision) of changes from which the past of a key can be reached. */
    HISTORY(2, "history"),
    /**
     * (revision, sub-revision) to what changed and what was there before: feeds past reads, watches, history
     * compaction.
     */
    REVISIONS(3, "revisions"),
    /** Sessions and the replies they may ask for again. */
    SESSIONS(4, "sessions");

    private final int id;
    private final String label;

    Column(int id, String label) {
        this.id = id;
        this.label = label;
    }

    public int id() {
        return id;
    }

    /** Name on disk and in metrics. */
    public String label() {
        return label;
    }
}
