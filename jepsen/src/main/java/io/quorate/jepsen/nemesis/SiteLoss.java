package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.nemesis.Links.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A zone or a city is gone: its nodes killed, or cut off from all others at one moment. */
final class SiteLoss implements Fault {
    private final FaultSpec spec;
    private final boolean city;
    private final boolean power;
    private Set<Integer> nodes = Set.of();
    private Set<Link> cut = Set.of();
    private boolean killed;
    private String site = "";
    private long healingSince;

    SiteLoss(FaultSpec spec, boolean city) {
        this.spec = spec;
        this.city = city;
        this.power = new SplittableRandom(spec.seed()).nextBoolean();
    }

    @Override
    public String text() {
        return power ? "killed" : "cut off";
    }

    /** The leader's site or another; a zone only if the others are a majority. */
    @Override
    public Claim aim(FaultContext context) throws FaultSkipped {
        List<String> fit = new ArrayList<>();
        for (String each : city ? Sites.cities(context) : Sites.zones(context)) {
            if (fits(context, of(context, each))) {
                fit.add(each);
            }
        }
        if (fit.isEmpty()) {
            throw new FaultSkipped("no such " + (city ? "city" : "zone") + " with target " + spec.target());
        }
        site = fit.get(spec.random().nextInt(fit.size()));
        nodes = of(context, site);
        Claim claim = Claim.of(nodes).impairing(nodes);
        return power || !context.cluster().network().isPresent() ? claim.holding(nodes) : claim;
    }

    private Set<Integer> of(FaultContext context, String each) {
        return city ? Sites.inCity(context, each) : Sites.inZone(context, each);
    }

    private boolean fits(FaultContext context, Set<Integer> of) throws FaultSkipped {
        boolean few = of.size() <= Quorum.minority(context.size());
        boolean part = of.size() < context.size();
        boolean leads = of.contains(context.requireLeader());
        return (city ? part : few) && leads == (spec.target() == Target.LEADER);
    }

    @Override
    public String install(FaultContext context) throws FaultFailed {
        if (power || !context.cluster().network().isPresent()) {
            killed = true;
            context.processes().kill(nodes);
            return "killed all of " + site + ": " + context.names(nodes);
        }
        cut = Links.bothWays(nodes, context.others(nodes));
        context.links().cut(cut, Network.Cut.DROP);
        return "cut off " + site + ": " + context.names(nodes);
    }

    @Override
    public void heal(FaultContext context) throws FaultFailed {
        healingSince = context.nanos();
        Set<Link> mine = cut;
        cut = Set.of();
        if (!mine.isEmpty()) {
            context.links().heal(mine);
        }
        if (killed) {
            for (int node : nodes) {
                context.processes().start(node);
            }
        }
    }

    @Override
    public boolean healed(FaultContext context) throws FaultFailed {
        if (!killed) {
            return true;
        }
        context.processes().revive(nodes);
        return nodes.stream().allMatch(node -> context.isBack(node, healingSince));
    }
}
