package io.quorate.jepsen.core;

/**
 * What became of an operation.
 *
 * @param error short and of few kinds, as "DEADLINE_EXCEEDED: etcdserver: request timed out"; empty when OK
 */
public record Completion(Outcome outcome, String error, Seen seen, Receipt receipt) {
    public static Completion ok(Seen seen, Receipt receipt) {
        return new Completion(Outcome.OK, "", seen, receipt);
    }

    public static Completion fail(String error) {
        return new Completion(Outcome.FAIL, error, Seen.NOTHING, Receipt.NONE);
    }

    /** A comparison that did not hold: without effect, but it shows what the key held. */
    public static Completion mismatch(Seen seen, Receipt receipt) {
        return new Completion(Outcome.FAIL, "mismatch", seen, receipt);
    }

    public static Completion info(String error) {
        return new Completion(Outcome.INFO, error, Seen.NOTHING, Receipt.NONE);
    }
}
