package io.quorate.client;

import com.google.protobuf.ByteString;

/**
 * A condition of a transaction; must hold for every key of the range. An absent key has version, revisions and lease 0,
 * and its value equals nothing.
 *
 * @param number what to compare with, for all targets but the value
 * @param value what to compare with, for the value
 */
public record Comparison(KeyRange range, Target target, Relation relation, long number, ByteString value) {
    /** What to compare. */
    public enum Target {
        VERSION,
        CREATE_REVISION,
        MOD_REVISION,
        VALUE,
        LEASE
    }

    /** How the key's property must relate to the given one. */
    public enum Relation {
        EQUAL,
        GREATER,
        LESS,
        NOT_EQUAL
    }

    public static Comparison version(ByteString key, Relation relation, long version) {
        return of(Target.VERSION, key, relation, version);
    }

    public static Comparison createRevision(ByteString key, Relation relation, long revision) {
        return of(Target.CREATE_REVISION, key, relation, revision);
    }

    public static Comparison modRevision(ByteString key, Relation relation, long revision) {
        return of(Target.MOD_REVISION, key, relation, revision);
    }

    public static Comparison lease(ByteString key, Relation relation, long lease) {
        return of(Target.LEASE, key, relation, lease);
    }

    public static Comparison value(ByteString key, Relation relation, ByteString value) {
        return new Comparison(KeyRange.single(key), Target.VALUE, relation, 0, value);
    }

    /** Any target that is a number. */
    public static Comparison of(Target target, ByteString key, Relation relation, long number) {
        if (target == Target.VALUE) {
            throw new IllegalArgumentException("a value is compared with bytes, not with a number");
        }
        return new Comparison(KeyRange.single(key), target, relation, number, ByteString.EMPTY);
    }

    /** The same condition for all keys of a range. */
    public Comparison over(KeyRange newRange) {
        return new Comparison(newRange, target, relation, number, value);
    }
}
