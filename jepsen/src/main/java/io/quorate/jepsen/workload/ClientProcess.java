package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One thread that has one operation at a time. After one whose outcome is unknown it goes on as another process over
 * another connection, since what is unknown may still be on its way.
 */
final class ClientProcess implements Runnable {
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Workload workload;
    private final Supplier<Caller> callers;
    private final OpLog log;
    private final RandomGenerator random;
    private final long periodNanos;
    private volatile boolean stopped;

    /**
     * @param periodNanos between the starts of two operations, on average; an operation that takes longer is not made
     *     up
     */
    ClientProcess(Workload workload, Supplier<Caller> callers, OpLog log, RandomGenerator random, long periodNanos) {
        this.workload = workload;
        this.callers = callers;
        this.log = log;
        this.random = random;
        this.periodNanos = periodNanos;
    }

    /** After the operation in flight. */
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        Caller caller = callers.get();
        int process = log.newProcess();
        try {
            while (!stopped) {
                long begun = System.nanoTime();
                Op op = perform(log, caller, process, workload.next(random, process));
                workload.observe(op);
                if (op.outcome() == Outcome.INFO) {
                    caller.close();
                    caller = callers.get();
                    process = log.newProcess();
                }
                long pause = (long) (periodNanos * (0.5 + random.nextDouble())) - (System.nanoTime() - begun);
                if (op.outcome() != Outcome.OK && !op.completion().error().equals("mismatch")) {
                    pause = Math.max(pause, PAUSE_AFTER_FAILURE_NANOS);
                }
                LockSupport.parkNanos(pause);
            }
        } finally {
            caller.close();
        }
    }

    static Op perform(OpLog log, Caller caller, int process, Invocation asked) {
        long called = log.clock().nanos();
        long id = log.newId();
        Completion completion = caller.perform(asked);
        long returned = log.clock().nanos();
        Op op = new Op(id, process, caller.node(), asked, completion, called, returned);
        log.record(op);
        return op;
    }
}
