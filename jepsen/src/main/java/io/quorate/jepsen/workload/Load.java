package io.quorate.jepsen.workload;

import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import io.quorate.jepsen.workload.RegisterWorkload.Mix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * All clients of a run. {@link #start}, {@link #stop}, then {@link #readAll} when the cluster is whole again. One
 * thread calls these.
 */
public final class Load {
    private static final int OPERATIONS_PER_REGISTER = 2_000;
    private static final int APPENDS_PER_LIST = 256;
    private static final int ELEMENTS_PER_SET = 1_000;
    private static final Duration RETRYING_TIMEOUT = Duration.ofSeconds(10);

    private final List<NodeSpec> nodes;
    private final LoadSpec spec;
    private final OpLog log;
    private final Keys keys;
    private final SplittableRandom random;
    private final List<Workload> workloads = new ArrayList<>();
    private final List<ClientProcess> processes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    public Load(List<NodeSpec> nodes, LoadSpec spec, OpLog log, long seed) {
        this.nodes = List.copyOf(nodes);
        this.spec = spec;
        this.log = log;
        this.keys = new Keys(Long.toString(seed));
        this.random = new SplittableRandom(seed);
        for (WorkloadKind kind : WorkloadKind.values()) {
            if (spec.processes().containsKey(kind)) {
                workloads.add(workload(kind));
            }
        }
    }

    private Workload workload(WorkloadKind kind) {
        return switch (kind) {
            case REGISTER -> register(kind, 3, new Mix(50, 0, 25));
            case SESSION -> register(kind, 2, new Mix(40, 30, 0));
            case STALENESS -> register(kind, 2, new Mix(0, 75, 0));
            case COUNTER -> register(kind, 3, new Mix(30, 0, 0));
            case APPEND -> new AppendWorkload(ring(kind, 6, APPENDS_PER_LIST * 2), log::newValue);
            case SET -> new SetWorkload(ring(kind, 1, ELEMENTS_PER_SET), log::newValue);
        };
    }

    private Workload register(WorkloadKind kind, int keys, Mix mix) {
        return new RegisterWorkload(kind, ring(kind, keys, OPERATIONS_PER_REGISTER), mix, log::newValue);
    }

    private KeyRing ring(WorkloadKind kind, int keysOfACrowd, int operationsPerKey) {
        return new KeyRing(spec.crowds(kind) * keysOfACrowd, operationsPerKey);
    }

    public void start() {
        long periodNanos = TimeUnit.SECONDS.toNanos(1) * spec.total() / Math.max(1, spec.operationsPerSecond());
        for (Workload workload : workloads) {
            int count = spec.processes().getOrDefault(workload.kind(), 0);
            for (int i = 0; i < count; i++) {
                ClientProcess process =
                        new ClientProcess(workload, caller(workload.kind(), i), log, random.split(), periodNanos);
                Thread thread = new Thread(process, "client-" + workload.kind() + "-" + i);
                thread.setDaemon(true);
                processes.add(process);
                threads.add(thread);
            }
        }
        threads.forEach(Thread::start);
    }

    private Supplier<Caller> caller(WorkloadKind kind, int number) {
        if (kind == WorkloadKind.COUNTER) {
            return () -> new RetryingCaller(nodes, keys, RETRYING_TIMEOUT);
        }
        int node = number % nodes.size();
        return () -> new PinnedCaller(node, nodes.get(node), keys, spec.timeout());
    }

    /** Ends every process after its operation in flight. */
    public void stop() throws InterruptedException {
        processes.forEach(ClientProcess::stop);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        processes.clear();
        threads.clear();
    }

    /**
     * Reads everything that was ever written through every node, linearizably, each until it was answered or the
     * patience is over. Returns the reads that were never answered.
     */
    public List<Invocation> readAll(Duration patience) throws InterruptedException {
        List<Invocation> missed = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> readers = new ArrayList<>();
        long end = System.nanoTime() + patience.toNanos();
        for (int node = 0; node < nodes.size(); node++) {
            int which = node;
            Thread reader = new Thread(() -> missed.addAll(readThrough(which, end)), "final-reads-" + node);
            reader.setDaemon(true);
            readers.add(reader);
            reader.start();
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return missed;
    }

    private List<Invocation> readThrough(int node, long end) {
        List<Invocation> missed = new ArrayList<>();
        int process = log.newProcess();
        try (Caller caller = new PinnedCaller(node, nodes.get(node), keys, spec.timeout())) {
            for (Workload workload : workloads) {
                for (Invocation read : workload.finalReads()) {
                    if (!answered(caller, process, read, end)) {
                        missed.add(read);
                    }
                }
            }
        }
        return missed;
    }

    private boolean answered(Caller caller, int process, Invocation read, long end) {
        while (true) {
            Op op = ClientProcess.perform(log, caller, process, read);
            if (op.isOk()) {
                return true;
            }
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
