package io.quorate.server.common;

/**
 * A range of keys as etcd writes it: an empty {@code end} means just {@code key}; the single byte 0 means every key
 * from {@code key} on; otherwise keys in [key, end), which is empty when end is not above key.
 */
public record KeyRange(Bytes key, Bytes end) {
    private static final Bytes UNBOUNDED = Bytes.wrap(new byte[] {0});

    /** The range of one key. */
    public static KeyRange single(Bytes key) {
        return new KeyRange(key, Bytes.EMPTY);
    }

    public boolean isSingle() {
        return end.isEmpty();
    }

    /** True when there is no upper bound. */
    public boolean isUnbounded() {
        return end.equals(UNBOUNDED);
    }

    public boolean contains(Bytes candidate) {
        if (isSingle()) {
            return candidate.equals(key);
        }
        return candidate.compareTo(key) >= 0 && (isUnbounded() || candidate.compareTo(end) < 0);
    }
}
