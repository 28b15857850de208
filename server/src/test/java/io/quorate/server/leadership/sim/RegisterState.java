package io.quorate.server.leadership.sim;

/** What a replica has applied: for each register the index of the entry that wrote it last. */
final class RegisterState {
    static final int REGISTERS = 2;

    private final long[] writtenBy;
    private long applied;
    /** How many of our entries were applied since the last release; -1 when there was none. */
    private long sinceRelease;

    RegisterState() {
        this(new long[REGISTERS], 0, -1);
    }

    private RegisterState(long[] writtenBy, long applied, long sinceRelease) {
        this.writtenBy = writtenBy;
        this.applied = applied;
        this.sinceRelease = sinceRelease;
    }

    RegisterState copy() {
        return new RegisterState(writtenBy.clone(), applied, sinceRelease);
    }

    void apply(Entry entry) {
        applied = entry.index();
        switch (entry.kind()) {
            case START_UP -> {}
            case RELEASE -> sinceRelease = 0;
            case TICK, WRITE -> sinceRelease += sinceRelease < 0 ? 0 : 1;
        }
        if (entry.kind() == Entry.Kind.WRITE) {
            writtenBy[entry.register()] = entry.index();
        }
    }

    long applied() {
        return applied;
    }

    long read(int register) {
        return writtenBy[register];
    }

    boolean isReleaseLast() {
        return sinceRelease == 0;
    }

    boolean isReleaseNear() {
        return sinceRelease >= 0 && sinceRelease < 8;
    }
}
