package io.quorate.client.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The links between nodes, as relays. A dropped direction is not read any more: what was on its way is held, in order,
 * and arrives when the cut is healed, as TCP would send it again. Connections that were opened while a direction was
 * dropped are reset when it heals. A reset direction takes every connection between the two nodes with it, whoever
 * opened it: TCP cannot end one direction only.
 */
public final class RelayNetwork implements AutoCloseable {
    private static final Duration SLACK = Duration.ofSeconds(3);
    /** Timers count whole milliseconds. */
    private static final long EARLY_NANOS = 1_000_000;

    private static final long PAUSE_NANOS = 1_000_000;

    private record Pair(int from, int to) {
        Pair back() {
            return new Pair(to, from);
        }

        @Override
        public String toString() {
            return "link " + from + "->" + to;
        }
    }

    private final RelayLoop loop;
    private final Map<Pair, Link> links = new LinkedHashMap<>();
    private final Map<Pair, Condition> wanted = new LinkedHashMap<>();
    private final Map<Pair, Probe> probes = new LinkedHashMap<>();
    private long number;

    private RelayNetwork(RelayLoop loop) {
        this.loop = loop;
    }

    /**
     * Opens a relay for each route. Between two nodes there are routes both ways or none.
     *
     * @throws IOException when an address is taken; then nothing is open
     */
    public static RelayNetwork open(List<Route> routes) throws IOException {
        RelayNetwork network = new RelayNetwork(new RelayLoop());
        try {
            for (Route route : routes) {
                network.addPair(new Pair(route.from(), route.to()));
                network.addPair(new Pair(route.to(), route.from()));
            }
            for (Route route : routes) {
                network.addRoute(route);
            }
        } catch (IOException e) {
            network.close();
            throw e;
        }
        network.loop.start();
        return network;
    }

    private void addPair(Pair pair) {
        links.computeIfAbsent(pair, each -> new Link(each.from(), each.to()));
        wanted.put(pair, Condition.CLEAR);
    }

    private void addRoute(Route route) throws IOException {
        Pair pair = new Pair(route.from(), route.to());
        loop.listen(route.listen(), new Connection.Path(link(pair), link(pair.back()), route.target(), false));
        if (!probes.containsKey(pair)) {
            Probe probe = new Probe();
            probes.put(pair, probe);
            probe.leadsThrough(loop.listen(
                    new InetSocketAddress(route.listen().getAddress(), 0),
                    new Connection.Path(link(pair), link(pair.back()), probe.target(), true)));
        }
    }

    private Link link(Pair pair) {
        return known(links.get(pair), pair);
    }

    private Condition wanted(Pair pair) {
        return known(wanted.get(pair), pair);
    }

    private static <T> T known(@Nullable T part, Pair pair) {
        if (part == null) {
            throw new IllegalArgumentException("there is no " + pair);
        }
        return part;
    }

    /**
     * Bytes of {@code from} no longer reach {@code to}, on whatever connection, also as answers, and nobody is told.
     * This, and what changes links below, has taken effect when it returns, also for bytes on their way.
     *
     * @throws IOException when the relay thread has ended
     */
    public void drop(int from, int to) throws IOException {
        change(new Pair(from, to), condition -> condition.withState(LinkState.DROPPING));
    }

    /** Connections between the two are reset, and so are new ones. */
    public void reset(int from, int to) throws IOException {
        change(new Pair(from, to), condition -> condition.withState(LinkState.RESETTING));
    }

    /** Bytes pass again; connections that lost some are closed, so that they are made anew. */
    public void heal(int from, int to) throws IOException {
        change(new Pair(from, to), condition -> condition.withState(LinkState.UP));
    }

    /** Delays each byte, by up to {@code jitter} more; order is kept. */
    public void slow(int from, int to, Duration delay, Duration jitter) throws IOException {
        if (delay.isNegative() || jitter.isNegative()) {
            throw new IllegalArgumentException("a delay of " + delay + " with jitter " + jitter);
        }
        change(new Pair(from, to), condition -> condition.withDelay(delay.toNanos(), jitter.toNanos()));
    }

    /** Lets so many bytes a second pass; 0 for no limit. */
    public void throttle(int from, int to, long bytesPerSecond) throws IOException {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("a rate of " + bytesPerSecond);
        }
        change(new Pair(from, to), condition -> condition.withRate(bytesPerSecond));
    }

    /** As it was at first: no cut, no delay, no limit, anywhere. */
    public void healAll() throws IOException {
        for (Pair pair : List.copyOf(links.keySet())) {
            change(pair, condition -> Condition.CLEAR);
        }
    }

    private void change(Pair pair, UnaryOperator<Condition> how) throws IOException {
        Condition next = how.apply(wanted(pair));
        Link link = link(pair);
        try {
            loop.call(() -> apply(link, next));
        } catch (IOException e) {
            throw new IOException(pair + " could not be changed: " + e.getMessage(), e);
        }
        wanted.put(pair, next);
    }

    private void apply(Link link, Condition next) {
        if (!next.equals(link.condition())) {
            long now = System.nanoTime();
            link.become(next, now);
            loop.connections().forEach(connection -> connection.conditionChanged(link, now));
        }
    }

    /** Sends bytes of its own over the link, and throws unless exactly what was asked for happens to them. */
    public void verify(int from, int to) throws IOException {
        Pair pair = new Pair(from, to);
        try {
            Probe opened = known(probes.get(pair), pair);
            Probe answering = known(probes.get(pair.back()), pair.back());
            if (wanted(pair).resets() || wanted(pair.back()).resets()) {
                opened.checkReset();
                answering.checkReset();
            } else {
                check(pair, opened.openerEnd(), opened.targetEnd());
                check(pair, answering.targetEnd(), answering.openerEnd());
            }
        } catch (IOException e) {
            throw new IOException(pair + " is not as it should be (" + wanted(pair) + "): " + e.getMessage(), e);
        }
    }

    private void check(Pair pair, ProbeEnd near, ProbeEnd far) throws IOException {
        Condition condition = wanted(pair);
        if (condition.drops()) {
            checkSilent(condition, near, far);
        } else {
            checkDelay(condition, near, far);
            if (condition.bytesPerSecond() > 0) {
                checkRate(condition, near, far);
            }
        }
    }

    /** Absence is seen once the relay thread has been round after the bytes lay ready, however busy the machine is. */
    private void checkSilent(Condition condition, ProbeEnd near, ProbeEnd far) throws IOException {
        long sent = System.nanoTime();
        near.send(++number, 1, sent + SLACK.toNanos());
        loop.settle();
        while (System.nanoTime() - sent < condition.latestNanos()) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        loop.settle();
        if (far.take(number) > 0) {
            throw new IOException("bytes passed");
        }
    }

    private void checkDelay(Condition condition, ProbeEnd near, ProbeEnd far) throws IOException {
        long sent = System.nanoTime();
        long deadline = sent + condition.latestNanos() + SLACK.toNanos();
        near.send(++number, 1, deadline);
        far.await(number, 1, deadline);
        long took = System.nanoTime() - sent;
        if (took < condition.delayNanos() - EARLY_NANOS) {
            throw new IOException("bytes took only " + Duration.ofNanos(took));
        }
    }

    /** A tenth of a second's worth beyond what may pass at once must not take much less than that. */
    private void checkRate(Condition condition, ProbeEnd near, ProbeEnd far) throws IOException {
        long rate = condition.bytesPerSecond();
        int times = Math.toIntExact((TokenBucket.burst(rate) + rate / 10) / Long.BYTES);
        long began = System.nanoTime();
        long deadline = began + condition.latestNanos() + SLACK.toNanos();
        near.send(++number, times, deadline);
        far.await(number, times, deadline);
        long took = System.nanoTime() - began;
        if (took < Duration.ofMillis(60).toNanos()) {
            throw new IOException(times * Long.BYTES + " bytes took only " + Duration.ofNanos(took));
        }
    }

    /** Every link, as it is now, in the order of the routes. */
    public List<LinkView> links() throws IOException {
        List<LinkView> views = new ArrayList<>();
        loop.call(() -> {
            Map<Link, Integer> opened = new HashMap<>();
            loop.connections()
                    .forEach(each -> each.openersLink().ifPresent(link -> opened.merge(link, 1, Integer::sum)));
            links.values().forEach(link -> views.add(link.view(opened.getOrDefault(link, 0))));
        });
        return views;
    }

    /** Bytes that the link has delivered since the start; any thread. */
    public long delivered(int from, int to) {
        return link(new Pair(from, to)).delivered();
    }

    /** By how much the relays were late at worst: more than the delays that were asked for. Any thread. */
    public Duration worstLag() {
        return loop.worstLag();
    }

    /** Completes when no byte will be moved any more: with the reason, also after it was closed. */
    public CompletableFuture<Throwable> ended() {
        return loop.ended();
    }

    @Override
    public void close() {
        loop.close();
        probes.values().forEach(Probe::close);
    }
}
