package io.quorate.jepsen.cluster.process;

import io.quorate.client.relay.RelayNetwork;
import io.quorate.client.relay.Route;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The links between processes: relays. */
final class RelayedNetwork implements Network, AutoCloseable {
    private interface Change {
        void make() throws IOException;
    }

    private final RelayNetwork relays;

    private RelayedNetwork(RelayNetwork relays) {
        this.relays = relays;
    }

    static RelayedNetwork open(List<Route> routes) throws IOException {
        return new RelayedNetwork(RelayNetwork.open(routes));
    }

    private static void make(Change change) throws FaultFailed {
        try {
            change.make();
        } catch (IOException e) {
            throw new FaultFailed(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void cut(int from, int to, Cut how) throws FaultFailed {
        make(() -> {
            switch (how) {
                case DROP -> relays.drop(from, to);
                case RESET -> relays.reset(from, to);
            }
        });
    }

    @Override
    public void heal(int from, int to) throws FaultFailed {
        make(() -> relays.heal(from, to));
    }

    @Override
    public void slow(int from, int to, Duration delay, Duration jitter) throws FaultFailed {
        make(() -> relays.slow(from, to, delay, jitter));
    }

    @Override
    public void throttle(int from, int to, long bytesPerSecond) throws FaultFailed {
        make(() -> relays.throttle(from, to, bytesPerSecond));
    }

    @Override
    public void healAll() throws FaultFailed {
        make(relays::healAll);
    }

    @Override
    public void verify(int from, int to) throws FaultFailed {
        make(() -> relays.verify(from, to));
    }

    @Override
    public long delivered(int from, int to) {
        return relays.delivered(from, to);
    }

    /** By how much the relays were late at worst: more than the delays that were asked for. Any thread. */
    Duration worstLag() {
        return relays.worstLag();
    }

    @Override
    public void close() {
        relays.close();
    }
}
