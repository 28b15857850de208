package io.quorate.jepsen.core;

/**
 * One operation, whole.
 *
 * @param id unique in the run, from 0 in the order of calls
 * @param process the logical process: has one operation at a time, and none after one whose outcome is INFO
 * @param node index of the node that was asked; -1 when the client chose
 * @param calledNanos since the run began, before the request was sent
 * @param returnedNanos since the run began, after the answer was parsed or the client gave up; of an INFO this bounds
 *     nothing: it may take effect later
 */
public record Op(
        long id,
        int process,
        int node,
        Invocation invocation,
        Completion completion,
        long calledNanos,
        long returnedNanos) {
    public Outcome outcome() {
        return completion.outcome();
    }

    public boolean isOk() {
        return completion.outcome() == Outcome.OK;
    }

    public WorkloadKind workload() {
        return invocation.workload();
    }

    /** Index of the keyspace that was asked. */
    public int keyspace() {
        return invocation.keyspace();
    }

    public Action action() {
        return invocation.action();
    }

    public Seen seen() {
        return completion.seen();
    }

    public long revision() {
        return completion.receipt().revision();
    }
}
