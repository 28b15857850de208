package io.quorate.client;

/**
 * How to delete.
 *
 * @param previous return what was deleted
 */
public record DeleteOptions(boolean previous) {
    private static final DeleteOptions DEFAULTS = new DeleteOptions(false);

    public static DeleteOptions defaults() {
        return DEFAULTS;
    }

    public DeleteOptions withPrevious() {
        return new DeleteOptions(true);
    }
}
