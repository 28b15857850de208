package io.quorate.server.leadership.sim;

import java.util.ArrayList;
import java.util.List;

/** A durable log with the snapshot it begins at. Indexes begin at 1. */
final class SimLog {
    private RegisterState snapshot = new RegisterState();
    private long baseTerm;
    private final List<Entry> entries = new ArrayList<>();

    long baseIndex() {
        return snapshot.applied();
    }

    RegisterState snapshot() {
        return snapshot.copy();
    }

    long lastIndex() {
        return baseIndex() + entries.size();
    }

    long lastTerm() {
        return entries.isEmpty() ? baseTerm : entries.get(entries.size() - 1).term();
    }

    Entry entry(long index) {
        return entries.get((int) (index - baseIndex() - 1));
    }

    long term(long index) {
        return index == baseIndex() ? baseTerm : entry(index).term();
    }

    boolean matches(long index, long term) {
        return index <= baseIndex() || (index <= lastIndex() && term(index) == term);
    }

    List<Entry> from(long index) {
        return List.copyOf(entries.subList((int) (index - baseIndex() - 1), entries.size()));
    }

    void append(Entry entry) {
        if (entry.index() != lastIndex() + 1) {
            throw new IllegalStateException("gap before " + entry);
        }
        entries.add(entry);
    }

    void truncateFrom(long index) {
        entries.subList((int) (index - baseIndex() - 1), entries.size()).clear();
    }

    /** Drops what the state has applied. */
    void compact(RegisterState state) {
        long term = term(state.applied());
        entries.subList(0, (int) (state.applied() - baseIndex())).clear();
        baseTerm = term;
        snapshot = state.copy();
    }

    /** Replaces everything by a snapshot of another replica. */
    void install(RegisterState state, long term) {
        entries.clear();
        snapshot = state.copy();
        baseTerm = term;
    }
}
