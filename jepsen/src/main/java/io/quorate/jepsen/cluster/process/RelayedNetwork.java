package io.quorate.jepsen.cluster.process;

import io.quorate.client.relay.RelayNetwork;
import io.quorate.client.relay.Route;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The links between processes: relays. What slows a link is added to how long messages take there anyway. */
final class RelayedNetwork implements Network, AutoCloseable {
    private interface Change {
        void make() throws IOException;
    }

    /** How long messages take from one node to another when nothing is broken. */
    interface Usual {
        Distances.Delay delay(int from, int to);
    }

    private final RelayNetwork relays;
    private final List<Route> routes;
    private final Usual usual;

    private RelayedNetwork(RelayNetwork relays, List<Route> routes, Usual usual) {
        this.relays = relays;
        this.routes = routes;
        this.usual = usual;
    }

    static RelayedNetwork open(List<Route> routes, Usual usual) throws IOException {
        RelayedNetwork network = new RelayedNetwork(RelayNetwork.open(routes), routes, usual);
        try {
            network.restoreDelays();
            return network;
        } catch (IOException e) {
            network.close();
            throw e;
        }
    }

    /** There are routes both ways. */
    private void restoreDelays() throws IOException {
        for (Route route : routes) {
            delay(route.from(), route.to(), Duration.ZERO, Duration.ZERO);
        }
    }

    private void delay(int from, int to, Duration more, Duration jitter) throws IOException {
        Distances.Delay anyway = usual.delay(from, to);
        relays.slow(from, to, anyway.delay().plus(more), anyway.jitter().plus(jitter));
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
        make(() -> delay(from, to, delay, jitter));
    }

    @Override
    public void throttle(int from, int to, long bytesPerSecond) throws FaultFailed {
        make(() -> relays.throttle(from, to, bytesPerSecond));
    }

    @Override
    public void healAll() throws FaultFailed {
        make(() -> {
            relays.healAll();
            restoreDelays();
        });
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
