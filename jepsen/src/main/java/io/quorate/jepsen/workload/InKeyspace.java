package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.random.RandomGenerator;

/** A workload in one of several keyspaces. Its keys are called as those of the others; its values tell them apart. */
record InKeyspace(int keyspace, Workload workload) implements Workload {
    @Override
    public WorkloadKind kind() {
        return workload.kind();
    }

    @Override
    public Invocation next(RandomGenerator random, int process) {
        return workload.next(random, process).in(keyspace);
    }

    @Override
    public InKeyspace readers() {
        return new InKeyspace(keyspace, workload.readers());
    }

    @Override
    public void observe(Op op) {
        workload.observe(op);
    }

    @Override
    public List<Invocation> finalReads() {
        return workload.finalReads().stream().map(read -> read.in(keyspace)).toList();
    }
}
