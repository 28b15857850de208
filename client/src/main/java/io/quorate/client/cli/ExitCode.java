package io.quorate.client.cli;

/** How a command ends, for scripts. The numbers are part of the interface and never change meaning. */
public enum ExitCode {
    /** It was done. */
    DONE(0),
    /** It was refused or went wrong; nothing else below fits. */
    FAILED(1),
    /** The command line was wrong; nothing was tried. */
    USAGE(2),
    /** No node could serve it in time; nothing was done, trying again is safe. */
    UNAVAILABLE(3),
    /** It may or may not have happened, or may yet happen. */
    INDETERMINATE(4),
    /** A check did not pass, or a stated goal is not met. */
    CHECK_FAILED(5);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** What the process returns. */
    public int number() {
        return number;
    }
}
