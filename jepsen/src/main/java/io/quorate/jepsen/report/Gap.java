package io.quorate.jepsen.report;

/**
 * A time in which operations of a class were asked for and none was answered as asked.
 *
 * @param open whether no answer came after it
 */
public record Gap(OperationClass operations, long fromNanos, long toNanos, boolean open) {
    public long nanos() {
        return toNanos - fromNanos;
    }
}
