package io.quorate.client;

/**
 * How to compact.
 *
 * @param physical answer only when the space is really free on the node asked
 */
public record CompactOptions(boolean physical) {
    private static final CompactOptions DEFAULTS = new CompactOptions(false);

    public static CompactOptions defaults() {
        return DEFAULTS;
    }

    public CompactOptions withPhysical() {
        return new CompactOptions(true);
    }
}
