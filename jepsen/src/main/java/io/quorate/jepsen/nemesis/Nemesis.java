package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.core.RunClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does a plan to a cluster on a thread of its own, until the plan is done or it is told to stop; then heals everything
 * and looks whether it is healed. {@link #start} once, {@link #stop} as often as you like; both from any thread.
 */
public final class Nemesis implements AutoCloseable {
    /** The longest schedules take a minute and a half; what takes longer waits for something that never comes. */
    static final Duration LONGEST_STEP = Duration.ofMinutes(5);

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration TURN = Duration.ofMillis(20);
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(90);

    private final FaultContext context;
    private final FaultLoop loop;
    private final Thread thread;
    private final List<String> unhealed = new ArrayList<>();
    private volatile boolean stopping;
    private volatile @Nullable Throwable broken;

    /** All nodes run, and one of them leads, when {@link #start} is called. */
    public Nemesis(NemesisPorts ports, SwarmPlan plan, RunClock clock, NemesisListener listener) {
        this(ports, plan, real(clock), listener);
    }

    Nemesis(NemesisPorts ports, SwarmPlan plan, Pace pace, NemesisListener listener) {
        this.context = new FaultContext(ports, pace, plan.safe());
        this.loop = new FaultLoop(context, plan, listener);
        this.thread = new Thread(this::run, "nemesis");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** True when the plan is done, everything is healed, and the thread has ended. */
    public boolean isOver() {
        return thread.getState() == Thread.State.TERMINATED;
    }

    /** Whether it could not go on; then it is over, too. */
    public boolean isBroken() {
        return broken != null;
    }

    /**
     * What it has been doing for longer than a step may take; empty while it is well. A nemesis that is stuck cannot be
     * ended: what it waits for is the machine, not the cluster.
     */
    public Optional<String> stuck() {
        return context.diary().stuck(LONGEST_STEP, context.nanos());
    }

    /**
     * Ends it, also before the plan is done, and heals everything. Returns when that was seen or given up.
     *
     * @throws GaveUp when it is stuck: it goes on, and must not be asked any more
     */
    public NemesisReport stop() throws InterruptedException, GaveUp {
        stopping = true;
        while (thread.isAlive()) {
            Optional<String> stuck = stuck();
            if (stuck.isPresent()) {
                throw new GaveUp("the nemesis is stuck: " + stuck.get());
            }
            thread.join(LOOK.toMillis());
        }
        return report();
    }

    /** As {@link #stop}, but that one that is stuck is left alone. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        while (thread.isAlive() && stuck().isEmpty()) {
            thread.join(LOOK.toMillis());
        }
    }

    private NemesisReport report() {
        return new NemesisReport(
                loop.records(),
                loop.unexpectedExits(),
                unhealed,
                context.diary().violations(),
                Optional.ofNullable(broken));
    }

    /** On this thread, to the end of the plan. */
    NemesisReport runHere() {
        run();
        return report();
    }

    // Whatever goes wrong, things are healed; the report then says that the run is worth nothing.
    @SuppressWarnings("CatchingUnchecked")
    private void run() {
        try {
            try {
                while (!stopping && !loop.isDone()) {
                    loop.turn();
                    context.pause(TURN);
                }
            } finally {
                healEverything();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            broken = e;
        } catch (FaultFailed | GaveUp | RuntimeException | Error e) {
            broken = e;
        }
    }

    /** Ends every fault its own way, then everything once more at the ports, and looks. Harmless when all is well. */
    private void healEverything() throws InterruptedException, FaultFailed {
        loop.endAll();
        long end = context.nanos() + WHOLE_WITHIN.toNanos();
        while (!loop.active().isEmpty() && context.nanos() - end < 0) {
            loop.finish();
            context.pause(TURN);
        }
        context.diary().begin("healing everything", context.nanos());
        loop.active().forEach(fault -> unhealed.add(fault.title() + " is not over"));
        for (int node : context.all()) {
            attempt(() -> context.cluster().resume(node));
        }
        attempt(context.links()::healAll);
        Optional<Disks> disks = context.cluster().disks();
        if (disks.isPresent()) {
            attempt(disks.get()::healAll);
        }
        if (context.cluster().clocks().isPresent()) {
            attempt(context.cluster().clocks().get()::healAll);
        }
        awaitWhole();
        context.diary().done();
    }

    private void awaitWhole() throws InterruptedException {
        long end = context.nanos() + WHOLE_WITHIN.toNanos();
        boolean whole = false;
        while (!whole && context.nanos() - end < 0) {
            attempt(() -> context.processes().revive(context.all()));
            whole = context.all().stream().allMatch(context.cluster()::isRunning) && context.agree(context.all());
            context.pause(TURN);
        }
        if (!whole) {
            List<String> away = context.all().stream()
                    .filter(node -> !context.isThere(node))
                    .map(node -> context.name(node)
                            + (context.cluster().isRunning(node) ? " does not answer" : " does not run"))
                    .toList();
            unhealed.add("not all nodes run and agree on a leader within " + WHOLE_WITHIN.toSeconds() + " s"
                    + (away.isEmpty() ? "" : ": " + String.join(", ", away)));
        }
        if (whole) {
            requireDroppedKeyspacesGone(end);
        }
        if (context.cluster().network().isPresent()) {
            attempt(() -> context.links().verify(Links.between(context.all(), context.all())));
        }
    }

    /** What was dropped stays dropped, on every node, whatever happened to it meanwhile. */
    private void requireDroppedKeyspacesGone(long end) throws InterruptedException {
        for (String keyspace : context.diary().dropped()) {
            for (int node : context.all()) {
                boolean gone = KeyspaceFaults.isGone(context, node, keyspace);
                while (!gone && context.nanos() - end < 0) {
                    context.pause(TURN);
                    gone = KeyspaceFaults.isGone(context, node, keyspace);
                }
                if (!gone) {
                    context.diary()
                            .violated("keyspace " + keyspace + " was dropped, and " + context.name(node)
                                    + " still lists it or answers for it");
                }
            }
        }
    }

    private interface Act {
        void run() throws FaultFailed;
    }

    private void attempt(Act act) {
        try {
            act.run();
        } catch (FaultFailed e) {
            String what = String.valueOf(e.getMessage());
            if (!unhealed.contains(what)) {
                unhealed.add(what);
            }
        }
    }

    private static Pace real(RunClock clock) {
        return new Pace() {
            @Override
            public long nanos() {
                return clock.nanos();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                long end = clock.nanos() + time.toNanos();
                long left = time.toNanos();
                while (left > 0) {
                    LockSupport.parkNanos(left);
                    if (Thread.interrupted()) {
                        throw new InterruptedException("the nemesis was interrupted");
                    }
                    left = end - clock.nanos();
                }
            }
        };
    }
}
