package io.quorate.client;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions.Consistency;

/** One step of a transaction. */
public sealed interface Operation {
    /** Puts a key. */
    record Put(ByteString key, ByteString value, PutOptions options) implements Operation {}

    /** Reads a range; sees what earlier steps of the same transaction did. */
    record Get(KeyRange range, GetOptions options) implements Operation {
        public Get {
            if (options.consistency() == Consistency.SESSION || options.consistency() == Consistency.BOUNDED) {
                throw new IllegalArgumentException(
                        "all of a transaction is read at one level: give it to commit, not to one of its gets");
            }
        }
    }

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
