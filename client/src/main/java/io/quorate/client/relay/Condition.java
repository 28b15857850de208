package io.quorate.client.relay;

/**
 * What happens to the bytes of one direction.
 *
 * @param bytesPerSecond 0 for no limit
 */
record Condition(LinkState state, long delayNanos, long jitterNanos, long bytesPerSecond) {
    static final Condition CLEAR = new Condition(LinkState.UP, 0, 0, 0);

    Condition withState(LinkState next) {
        return new Condition(next, delayNanos, jitterNanos, bytesPerSecond);
    }

    Condition withDelay(long delay, long jitter) {
        return new Condition(state, delay, jitter, bytesPerSecond);
    }

    Condition withRate(long rate) {
        return new Condition(state, delayNanos, jitterNanos, rate);
    }

    boolean drops() {
        return state == LinkState.DROPPING;
    }

    boolean resets() {
        return state == LinkState.RESETTING;
    }

    long latestNanos() {
        return delayNanos + jitterNanos;
    }
}
