package io.quorate.client.cli.bench;

/** Which reads to send, in etcdctl's letters. */
enum ReadConsistency {
    /** Linearizable. */
    L,
    /** Serializable. */
    S
}
