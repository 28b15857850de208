package io.quorate.server.api.error;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Every error the etcd API answers with. Clients written for etcd find out what happened by comparing the text, so the
 * texts are part of the protocol. {@code docs/reference/errors.md} is generated from this table.
 */
public enum EtcdError {
    KEY_NOT_PROVIDED(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: key is not provided",
            Effect.NONE,
            "A request or a compare has an empty key."),
    KEY_NOT_FOUND(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: key not found",
            Effect.NONE,
            "A put with ignore_value or ignore_lease names an absent key, or a transaction has an empty operation."),
    VALUE_PROVIDED(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: value is provided",
            Effect.NONE,
            "A put has ignore_value and a value."),
    LEASE_PROVIDED(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: lease is provided",
            Effect.NONE,
            "A put has ignore_lease and a lease."),
    TOO_MANY_OPERATIONS(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: too many operations in txn request",
            Effect.NONE,
            "A transaction has more than 128 compares or operations (a nested one: more than its parent left over),"
                    + " or is nested more than 40 deep."),
    DUPLICATE_KEY(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: duplicate key given in txn request",
            Effect.NONE,
            "One branch of a transaction puts a key twice, or puts a key that it also deletes."),
    INVALID_SORT_OPTION(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: invalid sort option",
            Effect.NONE,
            "A range names a sort order or target that does not exist."),
    REQUEST_TOO_LARGE(
            Status.Code.INVALID_ARGUMENT,
            "etcdserver: request is too large",
            Effect.NONE,
            "A write is larger than 1.5 MiB when marshalled."),
    BAD_METADATA(
            Status.Code.INVALID_ARGUMENT,
            "quorate: bad request metadata",
            Effect.NONE,
            "A quorate- metadata key has a bad value or is not supported; the text goes on to say which and why."),
    COMPACTED(
            Status.Code.OUT_OF_RANGE,
            "etcdserver: mvcc: required revision has been compacted",
            Effect.NONE,
            "A read is at a revision below the compacted one, or a compaction is at or below it."),
    FUTURE_REVISION(
            Status.Code.OUT_OF_RANGE,
            "etcdserver: mvcc: required revision is a future revision",
            Effect.NONE,
            "A read or a compaction is at a revision that has not happened yet."),
    LEASE_NOT_FOUND(
            Status.Code.NOT_FOUND,
            "etcdserver: requested lease not found",
            Effect.NONE,
            "A put attaches a lease that does not exist."),
    KEYSPACE_NOT_FOUND(
            Status.Code.NOT_FOUND,
            "quorate: keyspace not found",
            Effect.NONE,
            "Metadata quorate-keyspace names a keyspace that this cluster does not have."),
    KEYSPACE_NOT_OPEN(
            Status.Code.UNAVAILABLE,
            "quorate: keyspace is not open here yet",
            Effect.NONE,
            "The keyspace has just been created and this node is still opening it, or cannot. Another node may serve."),
    NODE_NOT_FOUND(
            Status.Code.NOT_FOUND,
            "quorate: node not found",
            Effect.NONE,
            "A node was to be drained, or not any more, that the topology does not have."),
    KEYSPACE_EXISTS(
            Status.Code.ALREADY_EXISTS,
            "quorate: keyspace exists",
            Effect.NONE,
            "A keyspace was to be created under a name that is taken. So is one whose creation has just had an unknown"
                    + " outcome, if it was created."),
    BAD_KEYSPACE(
            Status.Code.INVALID_ARGUMENT,
            "quorate: bad keyspace",
            Effect.NONE,
            "A keyspace cannot be as it was asked for; the text goes on to say why."),
    KEYSPACE_NEEDED(
            Status.Code.FAILED_PRECONDITION,
            "quorate: keyspace always exists",
            Effect.NONE,
            "The default keyspace was to be dropped."),
    TOO_MANY_KEYSPACES(
            Status.Code.RESOURCE_EXHAUSTED,
            "quorate: too many keyspaces",
            Effect.NONE,
            "There are as many keyspaces as the setting max_keyspaces allows."),
    KEYSPACE_CONFLICT(
            Status.Code.FAILED_PRECONDITION,
            "quorate: keyspaces were changed meanwhile",
            Effect.NONE,
            "Two changes of one keyspace met, or the cluster is just being founded. Look, then try again."),
    TOO_MANY_REQUESTS(
            Status.Code.RESOURCE_EXHAUSTED,
            "etcdserver: too many requests",
            Effect.NONE,
            "Too much is in flight on this node: refused before anything was done. Back off, then retry."),
    NO_LEADER(
            Status.Code.UNAVAILABLE,
            "etcdserver: no leader",
            Effect.NONE,
            "No leader is known or reachable; also at once when metadata hasleader is true."),
    LEADER_CHANGED(
            Status.Code.UNAVAILABLE,
            "etcdserver: leader changed",
            Effect.NONE,
            "Leadership moved before anything was done."),
    STOPPED(
            Status.Code.UNAVAILABLE,
            "etcdserver: server stopped",
            Effect.NONE,
            "This node is stopping; nothing was done."),
    TIMED_OUT(
            Status.Code.UNAVAILABLE,
            "etcdserver: request timed out",
            Effect.UNKNOWN,
            "No answer within the request timeout. A write may or may not have happened, or may yet happen."),
    TIMED_OUT_LEADER_FAILURE(
            Status.Code.UNAVAILABLE,
            "etcdserver: request timed out, possibly due to previous leader failure",
            Effect.UNKNOWN,
            "The leader a write was sent to went away before it answered. The write may or may not have happened, or"
                    + " may yet happen."),
    TIMED_OUT_LEADER_TRANSFER(
            Status.Code.UNKNOWN,
            "etcdserver: request timed out, leader transfer took too long",
            Effect.UNKNOWN,
            "The member that leadership was to go to did not take it in time. It may yet; until then this node leads"
                    + " on."),
    NOT_LEADER(
            Status.Code.FAILED_PRECONDITION,
            "etcdserver: not leader",
            Effect.NONE,
            "A node that does not lead was asked to hand leadership over."),
    BAD_LEADER_TRANSFEREE(
            Status.Code.FAILED_PRECONDITION,
            "etcdserver: bad leader transferee",
            Effect.NONE,
            "Leadership was to go to a node that is no member, or has no vote."),
    NOT_CAPABLE(
            Status.Code.FAILED_PRECONDITION,
            "etcdserver: not capable",
            Effect.NONE,
            "The request needs a behaviour level that this cluster has not been raised to yet."),
    SESSION_EXPIRED(
            Status.Code.FAILED_PRECONDITION,
            "quorate: session is unknown or the reply was forgotten",
            Effect.UNKNOWN,
            "A numbered request was sent again too late: whether it was applied before cannot be told. It was not"
                    + " applied now."),
    TOO_STALE(
            Status.Code.FAILED_PRECONDITION,
            "quorate: this node is not fresh enough",
            Effect.NONE,
            "A session or bounded read with quorate-on-miss error met a node whose state is older than it allows; the"
                    + " text goes on to say by how much. Ask another node, wait, or let it be upgraded."),
    REVISION_AHEAD(
            Status.Code.FAILED_PRECONDITION,
            "quorate: the keyspace has not come to this revision",
            Effect.NONE,
            "quorate-min-revision is beyond what the leader has: it was taken from another keyspace or cluster, or from"
                    + " before a recovery that lost it. Begin a new session."),
    INTERNAL(
            Status.Code.INTERNAL,
            "quorate: internal error",
            Effect.UNKNOWN,
            "A defect; the node's log has the details.");

    /** What the one who gets the error may conclude. */
    public enum Effect {
        /** Nothing was done. */
        NONE,
        /** A write may have been done, or may yet be. A read has no effect in any case. */
        UNKNOWN
    }

    private final Status.Code code;
    private final String text;
    private final Effect effect;
    private final String when;
    /** Nobody changes it: gRPC reads its status and no more. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final StatusRuntimeException exception;

    EtcdError(Status.Code code, String text, Effect effect, String when) {
        this.code = code;
        this.text = text;
        this.effect = effect;
        this.when = when;
        this.exception = code.toStatus().withDescription(text).asRuntimeException();
    }

    public Status.Code code() {
        return code;
    }

    /** What goes over the wire. */
    public String text() {
        return text;
    }

    public Effect effect() {
        return effect;
    }

    /** When it is answered, for the reference. */
    public String when() {
        return when;
    }

    /** The status to close a call with. */
    public Status status() {
        return exception.getStatus();
    }

    /** The same as an exception; one shared instance, so its stack trace means nothing. */
    public StatusRuntimeException exception() {
        return exception;
    }

    /** The status with more said after the text. */
    public Status explained(String explanation) {
        return code.toStatus().withDescription(text + ": " + explanation);
    }
}
