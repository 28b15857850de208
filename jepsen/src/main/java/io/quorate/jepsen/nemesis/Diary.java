package io.quorate.jepsen.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a nemesis has seen of the cluster besides faults, and what it is doing. Of its thread, but for {@link #stuck},
 * which any may ask.
 */
final class Diary {
    /** One call into a fault. */
    private record Step(String what, long sinceNanos) {}

    private final List<String> violations = new ArrayList<>();
    private final List<String> dropped = new ArrayList<>();
    private volatile @Nullable Step doing;

    /** A promise was broken before our eyes. */
    void violated(String what) {
        if (!violations.contains(what)) {
            violations.add(what);
        }
    }

    List<String> violations() {
        return violations;
    }

    /** A keyspace of that name was dropped for good, and acknowledged as such. */
    void dropped(String keyspace) {
        dropped.add(keyspace);
    }

    List<String> dropped() {
        return dropped;
    }

    /** @param what it is about to do, and to whom */
    void begin(String what, long nowNanos) {
        doing = new Step(what, nowNanos);
    }

    void done() {
        doing = null;
    }

    /** What it has been doing for longer than that; empty when it is not. */
    Optional<String> stuck(Duration longest, long nowNanos) {
        Step now = doing;
        return now == null || nowNanos - now.sinceNanos() < longest.toNanos()
                ? Optional.empty()
                : Optional.of(now.what() + " has gone on for "
                        + Duration.ofNanos(nowNanos - now.sinceNanos()).toSeconds() + " s");
    }
}
