package io.quorate.jepsen.mutant;

import java.util.List;

/**
 * A step of the server at which its process can be made to end, as kill -9 would, or to stand still for a while. Legal
 * at any moment: nothing promised may break. It costs little until it is armed, so a node may carry all of them.
 *
 * @param name the kind of fault it makes
 * @param effect what armed it does to the process
 */
public record Failpoint(String name, Effect effect) {
    /** What becomes of the process. */
    public enum Effect {
        /** Ends with {@link #EXIT_CODE}; what it had not synced stays in the page cache. */
        CRASH,
        /** The thread concerned stands still for three seconds. */
        STALL
    }

    /** Of a process that has ended at a failpoint: as after kill -9, and as no start that failed. */
    public static final int EXIT_CODE = 137;

    private static final List<Failpoint> ALL = List.of(
            crash("before-log-write"),
            crash("before-log-sync"),
            crash("after-log-sync"),
            crash("before-log-roll"),
            crash("after-log-roll"),
            crash("before-log-truncate"),
            crash("after-log-truncate"),
            crash("in-log-purge"),
            crash("before-vote-rename"),
            crash("after-vote-rename"),
            crash("before-name-sync"),
            crash("after-name-sync"),
            crash("after-vote"),
            crash("before-append"),
            crash("before-state-write"),
            crash("after-state-write"),
            crash("before-answer"),
            crash("before-state-flush"),
            crash("after-state-flush"),
            crash("before-snapshot-publish"),
            crash("after-snapshot-publish"),
            crash("on-snapshot-install"),
            crash("between-store-moves"),
            stall("log-sync"),
            stall("apply"),
            stall("snapshot"),
            stall("answers"));

    public static List<Failpoint> all() {
        return ALL;
    }

    /** By the name of its kind. */
    public static Failpoint named(String name) {
        return ALL.stream()
                .filter(failpoint -> failpoint.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no failpoint called " + name));
    }

    /** Of the resource that holds its rules; its first line says what it is. */
    public String script() {
        return name + ".btm";
    }

    /** What a node's log holds once it was taken there. */
    public String sign() {
        return "failpoint " + name;
    }

    private static Failpoint crash(String step) {
        return new Failpoint("crash-" + step, Effect.CRASH);
    }

    private static Failpoint stall(String step) {
        return new Failpoint("stall-" + step, Effect.STALL);
    }
}
