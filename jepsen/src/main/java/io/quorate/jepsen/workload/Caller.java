package io.quorate.jepsen.workload;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;

/** What a process sends its operations through. One thread. */
interface Caller extends AutoCloseable {
    /** Blocks until the answer is there, or the time for it is over. */
    Completion perform(Invocation asked);

    /** Index of the node it asks; -1 when it chooses by itself. */
    int node();

    @Override
    void close();
}
