package io.quorate.server.topology;

import org.jspecify.annotations.Nullable;

/**
 * What clients in a city can do. They reach every node of their own city that is alive, and no other.
 *
 * @param write null when none works
 * @param linearizable null when no such read works
 * @param bounded whether a replica with data here follows the leader
 * @param local whether there is a replica with data here: session and serializable reads, of what it has
 */
public record CityOutlook(
        String city, @Nullable Cost write, @Nullable Cost linearizable, boolean bounded, boolean local) {

    /** What a client may ask for. */
    public enum Service {
        WRITE,
        LINEARIZABLE,
        BOUNDED,
        LOCAL
    }

    /** Whether it works, at whatever cost. */
    public boolean offers(Service service) {
        return switch (service) {
            case WRITE -> write != null;
            case LINEARIZABLE -> linearizable != null;
            case BOUNDED -> bounded;
            case LOCAL -> local;
        };
    }
}
