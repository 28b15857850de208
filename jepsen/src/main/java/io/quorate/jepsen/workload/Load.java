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
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All clients of a run. {@link #start}, {@link #stop}, then {@link #readAll} when the cluster is whole again. One
 * thread calls these.
 */
public final class Load {
    private static final int OPERATIONS_PER_REGISTER = 2_000;
    private static final int APPENDS_PER_LIST = 256;
    private static final int ELEMENTS_PER_SET = 1_000;
    /** Of so many processes of a workload on one node, if it has readers. */
    private static final int ONE_READS = 3;

    private static final Duration RETRYING_TIMEOUT = Duration.ofSeconds(10);

    private final List<NodeSpec> nodes;
    private final LoadSpec spec;
    private final OpLog log;
    private final List<Site> sites;
    private final SplittableRandom random;
    private final List<InKeyspace> workloads = new ArrayList<>();
    private final List<ClientProcess> processes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** @param keyspaces that exist; each has all workloads, and a part of the processes */
    public Load(List<NodeSpec> nodes, List<String> keyspaces, LoadSpec spec, OpLog log, long seed) {
        this.nodes = List.copyOf(nodes);
        this.spec = spec.share(keyspaces.size());
        this.log = log;
        this.random = new SplittableRandom(seed);
        Keys keys = new Keys(Long.toString(seed));
        this.sites = keyspaces.stream().map(name -> new Site(name, keys)).toList();
        for (int keyspace = 0; keyspace < keyspaces.size(); keyspace++) {
            for (WorkloadKind kind : WorkloadKind.values()) {
                if (spec.processes().containsKey(kind)) {
                    workloads.add(new InKeyspace(keyspace, workload(kind, keyspace)));
                }
            }
        }
    }

    private Workload workload(WorkloadKind kind, int keyspace) {
        LongSupplier values = () -> log.newValue(keyspace);
        return switch (kind) {
            case REGISTER -> register(kind, 3, new Mix(50, 25), values);
            case SESSION -> register(kind, 2, new Mix(30, 20, 20, 0, 0), values);
            case STALENESS -> register(kind, 2, new Mix(0, 45, 0, 30, 0), values);
            case COUNTER -> register(kind, 3, new Mix(30, 0), values);
            case APPEND -> new AppendWorkload(ring(kind, 6, APPENDS_PER_LIST * 2), values);
            case SET -> new SetWorkload(ring(kind, 1, ELEMENTS_PER_SET), values);
        };
    }

    private Workload register(WorkloadKind kind, int keys, Mix mix, LongSupplier values) {
        return new RegisterWorkload(kind, ring(kind, keys, OPERATIONS_PER_REGISTER), mix, values);
    }

    private KeyRing ring(WorkloadKind kind, int keysOfACrowd, int operationsPerKey) {
        return new KeyRing(spec.crowds(kind) * keysOfACrowd, operationsPerKey);
    }

    public void start() {
        long periodNanos =
                TimeUnit.SECONDS.toNanos(1) * spec.total() * sites.size() / Math.max(1, spec.operationsPerSecond());
        for (InKeyspace workload : workloads) {
            int count = spec.processes().getOrDefault(workload.kind(), 0);
            for (int i = 0; i < count; i++) {
                boolean onlyReads = i / nodes.size() % ONE_READS == ONE_READS - 1;
                ClientProcess process = new ClientProcess(
                        onlyReads ? workload.readers() : workload,
                        caller(workload, i),
                        log,
                        random.split(),
                        periodNanos);
                Thread thread = new Thread(
                        process,
                        "client-" + sites.get(workload.keyspace()).keyspace() + "-" + workload.kind() + "-" + i);
                thread.setDaemon(true);
                processes.add(process);
                threads.add(thread);
            }
        }
        threads.forEach(Thread::start);
    }

    private Supplier<Caller> caller(InKeyspace workload, int number) {
        Site site = sites.get(workload.keyspace());
        if (workload.kind() == WorkloadKind.COUNTER) {
            return () -> new RetryingCaller(nodes, site, RETRYING_TIMEOUT);
        }
        int node = number % nodes.size();
        return () -> new PinnedCaller(node, nodes.get(node), site, spec.timeout());
    }

    /**
     * Ends every process after its operation in flight. Returns those that did not end within the patience, by name:
     * they are stuck in the client, not in the cluster, since every operation has a deadline.
     */
    public List<String> stop(Duration patience) throws InterruptedException {
        processes.forEach(ClientProcess::stop);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        long end = System.nanoTime() + patience.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
        List<String> stuck =
                threads.stream().filter(Thread::isAlive).map(Thread::getName).toList();
        processes.clear();
        threads.clear();
        return stuck;
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
        for (int keyspace = 0; keyspace < sites.size(); keyspace++) {
            try (Caller caller = new PinnedCaller(node, nodes.get(node), sites.get(keyspace), spec.timeout())) {
                for (Invocation read : finalReads(keyspace)) {
                    if (!answered(caller, process, read, end)) {
                        missed.add(read);
                    }
                }
            }
            process = log.newProcess();
        }
        return missed;
    }

    private List<Invocation> finalReads(int keyspace) {
        return workloads.stream()
                .filter(workload -> workload.keyspace() == keyspace)
                .flatMap(workload -> workload.finalReads().stream())
                .toList();
    }

    private boolean answered(Caller caller, int process, Invocation read, long end) {
        while (System.nanoTime() - end < 0) {
            Op op = ClientProcess.perform(log, caller, process, read);
            if (op.isOk()) {
                return true;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return false;
    }
}
