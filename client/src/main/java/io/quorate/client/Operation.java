package io.quorate.client;

import com.google.protobuf.ByteString;

/** One step of a transaction. */
public sealed interface Operation {
    /** Puts a key. */
    record Put(ByteString key, ByteString value, PutOptions options) implements Operation {}

    /** Reads a range; sees what earlier steps of the same transaction did. */
    record Get(KeyRange range, GetOptions options) implements Operation {}

    /** Deletes a range. */
    record Delete(KeyRange range, DeleteOptions options) implements Operation {}

    /** A transaction within the transaction. */
    record Nested(Txn txn) implements Operation {}

    static Operation put(ByteString key, ByteString value) {
        return new Put(key, value, PutOptions.defaults());
    }

    static Operation get(KeyRange range) {
        return new Get(range, GetOptions.defaults());
    }

    static Operation delete(KeyRange range) {
        return new Delete(range, DeleteOptions.defaults());
    }

    static Operation nested(Txn txn) {
        return new Nested(txn);
    }
}
