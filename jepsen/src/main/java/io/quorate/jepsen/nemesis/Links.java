package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The links between nodes, which several faults may cut at once: a link is whole again when the last of them has ended.
 * Of the nemesis' thread.
 */
final class Links {
    /** One direction. */
    record Link(int from, int to) {}

    private final Optional<Network> network;
    private final Map<Link, Integer> cuts = new HashMap<>();

    Links(Optional<Network> network) {
        this.network = network;
    }

    /** Cuts all of them, then looks at each. */
    void cut(Collection<Link> links, Network.Cut how) throws FaultFailed {
        Network port = port();
        List<Link> fresh = new ArrayList<>();
        for (Link link : links) {
            if (cuts.merge(link, 1, Integer::sum) == 1) {
                fresh.add(link);
            }
        }
        for (Link link : fresh) {
            port.cut(link.from(), link.to(), how);
        }
        verify(fresh);
    }

    /** Ends one cut of each, then looks at those that are whole now. */
    void heal(Collection<Link> links) throws FaultFailed {
        Network port = port();
        List<Link> whole = new ArrayList<>();
        for (Link link : links) {
            Integer left = cuts.computeIfPresent(link, (same, count) -> count == 1 ? null : count - 1);
            if (left == null) {
                whole.add(link);
            }
        }
        for (Link link : whole) {
            port.heal(link.from(), link.to());
        }
        verify(whole);
    }

    boolean isCut(Link link) {
        return cuts.containsKey(link);
    }

    void slow(Collection<Link> links, Duration delay, Duration jitter) throws FaultFailed {
        for (Link link : links) {
            port().slow(link.from(), link.to(), delay, jitter);
        }
        verify(links);
    }

    void throttle(Collection<Link> links, long bytesPerSecond) throws FaultFailed {
        for (Link link : links) {
            port().throttle(link.from(), link.to(), bytesPerSecond);
        }
        verify(links);
    }

    /** Everything whole, whoever cut it. */
    void healAll() throws FaultFailed {
        if (network.isPresent()) {
            cuts.clear();
            network.get().healAll();
        }
    }

    void verify(Collection<Link> links) throws FaultFailed {
        for (Link link : links) {
            port().verify(link.from(), link.to());
        }
    }

    private Network port() throws FaultFailed {
        return network.orElseThrow(() -> new FaultFailed("this cluster's network cannot be cut"));
    }

    /** All links from one set to another. */
    static Set<Link> between(Set<Integer> from, Set<Integer> to) {
        Set<Link> links = new LinkedHashSet<>();
        for (int each : from) {
            for (int other : to) {
                if (each != other) {
                    links.add(new Link(each, other));
                }
            }
        }
        return links;
    }

    static Set<Link> bothWays(Set<Integer> one, Set<Integer> other) {
        Set<Link> links = between(one, other);
        links.addAll(between(other, one));
        return links;
    }
}
