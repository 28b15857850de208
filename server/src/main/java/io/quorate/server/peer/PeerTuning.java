package io.quorate.server.peer;

import java.time.Duration;

/**
 * Bounds of the calls between nodes.
 *
 * @param heartbeat a stream silent for one asks for a sign of life, and after three is given up
 * @param connectTimeout for a connection to stand
 * @param backoffMin before the first new attempt to connect
 * @param backoffMax before any further one
 * @param maxUnsentBytes of batches that wait for one stream to take them; one batch is always taken
 * @param snapshotBytesPerSecond of one download, 0 for no limit
 */
public record PeerTuning(
        Duration heartbeat,
        Duration connectTimeout,
        Duration backoffMin,
        Duration backoffMax,
        long maxUnsentBytes,
        long snapshotBytesPerSecond) {

    /** What a server uses. */
    public static PeerTuning standard() {
        return new PeerTuning(
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                16 << 20,
                0);
    }

    /** The same with a limit on snapshot downloads. */
    public PeerTuning withSnapshotRate(long bytesPerSecond) {
        return new PeerTuning(heartbeat, connectTimeout, backoffMin, backoffMax, maxUnsentBytes, bytesPerSecond);
    }
}
