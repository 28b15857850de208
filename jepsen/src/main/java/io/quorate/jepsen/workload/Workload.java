package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.WorkloadKind;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses operations. Called from the threads of several processes at once, so implementations are thread-safe; what
 * they choose depends on the generator given, and on what was observed, which is why a seed repeats a schedule but not
 * an interleaving.
 */
interface Workload {
    WorkloadKind kind();

    /** The next operation of a process. */
    Invocation next(RandomGenerator random, int process);

    /** What became of an operation that this workload chose. */
    void observe(Op op);

    /** The same for processes that only read: one that waits for a write sees nothing meanwhile. */
    default Workload readers() {
        return this;
    }

    /** Reads of everything that was ever written, for the end of a run. */
    List<Invocation> finalReads();
}
