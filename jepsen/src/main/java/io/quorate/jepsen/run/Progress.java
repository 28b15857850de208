package io.quorate.jepsen.run;

import io.quorate.jepsen.core.FaultRecord;
import io.quorate.jepsen.core.FaultStatus;
import io.quorate.jepsen.nemesis.NemesisListener;
import io.quorate.jepsen.nemesis.UnexpectedExit;
import io.quorate.jepsen.workload.OpLog;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What is told while a run goes on: a line every few seconds. */
final class Progress implements NemesisListener {
    private final Consumer<String> lines;
    private final Set<String> active = new ConcurrentSkipListSet<>();
    private final AtomicInteger installed = new AtomicInteger();
    private final AtomicInteger notSeen = new AtomicInteger();

    Progress(Consumer<String> lines) {
        this.lines = lines;
    }

    void say(String line) {
        lines.accept(line);
    }

    @Override
    public void installed(FaultRecord soFar) {
        active.add(soFar.kind());
    }

    @Override
    public void ended(FaultRecord fault) {
        active.remove(fault.kind());
        if (fault.status() == FaultStatus.INSTALLED) {
            installed.incrementAndGet();
        } else if (fault.status() == FaultStatus.INDETERMINATE) {
            notSeen.incrementAndGet();
            say("fault not verified: " + fault.kind() + ": " + fault.detail());
        }
    }

    @Override
    public void exited(UnexpectedExit exit) {
        say(exit.name() + " ended with " + exit.code() + ", unexpected: " + exit.how());
    }

    void tell(Duration since, OpLog log, String leader) {
        say(String.format(
                java.util.Locale.ROOT,
                "%4d s  %,d ok, %,d failed, %,d unknown; %d faults verified, %d not; leader %s; now: %s",
                since.toSeconds(),
                log.okCount(),
                log.failedCount(),
                log.unknownCount(),
                installed.get(),
                notSeen.get(),
                leader,
                active.isEmpty() ? "nothing" : String.join(", ", active)));
    }
}
