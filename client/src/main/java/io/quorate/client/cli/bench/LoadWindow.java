package io.quorate.client.cli.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a run: warm-up, then the measured window, then nothing. An operation counts when it completes inside
 * the window. Processor time is read at the window's two edges, so that it covers what is counted and nothing else.
 * Thread-safe.
 */
final class LoadWindow {
    private final Limit warmup;
    private final Limit measured;
    private final List<Long> serverPids;
    private final AtomicLong issued = new AtomicLong();
    private final AtomicLong completed = new AtomicLong();
    private final CompletableFuture<Usage> opening = new CompletableFuture<>();
    private final CompletableFuture<Usage> closing = new CompletableFuture<>();
    private volatile long lastOperation = Long.MAX_VALUE;
    private volatile boolean open;
    private volatile boolean closed;

    /** What had been used at one edge of the window. */
    record Usage(long nanoTime, long clientCpuMicros, long serverCpuMicros) {}

    LoadWindow(Limit warmup, Limit measured, List<Long> serverPids) {
        this.warmup = warmup;
        this.measured = measured;
        this.serverPids = serverPids;
        if (!warmup.isTimed() && !measured.isTimed()) {
            lastOperation = warmup.operations() + measured.operations();
        }
    }

    /** Number of the operation to send now, from 0; negative when no more shall be sent. */
    long takeTicket() {
        if (closed) {
            return -1;
        }
        long ticket = issued.getAndIncrement();
        return ticket < lastOperation ? ticket : -1;
    }

    /** Tells that one operation completed; true when it counts. */
    boolean complete() {
        long count = completed.incrementAndGet();
        boolean counts = open && !closed;
        if (count == warmup.operations() && !warmup.isTimed()) {
            open();
        } else if (count >= lastOperation && counts) {
            close();
        }
        return counts;
    }

    long completed() {
        return completed.get();
    }

    void open() {
        if (!measured.isTimed()) {
            lastOperation = completed.get() + measured.operations();
        }
        opening.complete(usage());
        open = true;
    }

    void close() {
        closing.complete(usage());
        closed = true;
    }

    /** Stops a run that failed: nothing more is sent. */
    void abort(Throwable reason) {
        closed = true;
        opening.completeExceptionally(reason);
        closing.completeExceptionally(reason);
    }

    CompletableFuture<Usage> opening() {
        return opening;
    }

    CompletableFuture<Usage> closing() {
        return closing;
    }

    private Usage usage() {
        long server = 0;
        for (long pid : serverPids) {
            server += ProcessUsage.cpuMicros(pid);
        }
        return new Usage(System.nanoTime(), ownCpuMicros(), server);
    }

    private static long ownCpuMicros() {
        @Nullable Object bean = ManagementFactory.getOperatingSystemMXBean();
        return bean instanceof com.sun.management.OperatingSystemMXBean own ? own.getProcessCpuTime() / 1000 : 0;
    }
}
