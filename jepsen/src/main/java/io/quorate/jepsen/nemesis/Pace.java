package io.quorate.jepsen.nemesis;

import java.time.Duration;

/** Time as the nemesis sees it, so that a test need not wait. */
interface Pace {
    /** Since the run began. */
    long nanos();

    void pause(Duration time) throws InterruptedException;
}
