package io.quorate.server.api;

import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * How much of the process' memory outside of the heap is in use: by gRPC, by Raft and by the log together. Any thread.
 */
final class DirectMemory {
    private final long enoughBytes;
    private final List<BufferPoolMXBean> pools;

    /** @param enoughBytes in use from which on memory is scarce */
    DirectMemory(long enoughBytes) {
        this.enoughBytes = enoughBytes;
        this.pools = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .toList();
    }

    boolean isScarce() {
        return usedBytes() > enoughBytes;
    }

    /**
     * Netty's buffers are the JVM's own, or, on some JVMs, beside them and under a limit of their own, which is as
     * large.
     */
    private long usedBytes() {
        long used = PlatformDependent.usedDirectMemory();
        for (BufferPoolMXBean pool : pools) {
            used = Math.max(used, pool.getMemoryUsed());
        }
        return used;
    }
}
