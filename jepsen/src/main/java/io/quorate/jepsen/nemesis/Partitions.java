package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.nemesis.Links.Link;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Shapes of partitions: whom they hit and which links they cut. */
final class Partitions {
    /**
     * A partition that was aimed.
     *
     * @param hit nodes to name in the record
     * @param impaired nodes outside the majority that stays connected
     */
    record Cuts(Set<Integer> hit, Set<Integer> impaired, Set<Link> links, String text) {}

    /** Chooses one of its shape. */
    @FunctionalInterface
    interface Shape {
        Cuts choose(FaultContext context, Target target, SplittableRandom random) throws FaultSkipped;
    }

    private Partitions() {}

    /** One node hears nobody, and nobody hears it. */
    static Cuts isolate(FaultContext context, Target target, SplittableRandom random) throws FaultSkipped {
        Set<Integer> one = context.choose(target, random, node -> true);
        return apart(context, one, "isolated ");
    }

    /** A majority here, a minority there, and the leader on either side, as the target says. */
    static Cuts halves(FaultContext context, Target target, SplittableRandom random) throws FaultSkipped {
        Set<Integer> small = new TreeSet<>(context.choose(target, random, node -> true));
        List<Integer> rest = shuffled(context.others(small), random);
        // With the target FOLLOWER the leader stays with the majority.
        if (target == Target.FOLLOWER) {
            context.leader().ifPresent(leader -> rest.remove(Integer.valueOf(leader)));
        }
        while (small.size() < Quorum.minority(context.size()) && !rest.isEmpty()) {
            small.add(rest.remove(0));
        }
        return apart(context, small, "cut off ");
    }

    /**
     * Each hears its neighbours only: every node sees a majority, and each another one. With three: one way, in a
     * circle.
     */
    static Cuts ring(FaultContext context, Target target, SplittableRandom random) {
        List<Integer> circle = shuffled(context.all(), random);
        Set<Link> links = new LinkedHashSet<>();
        int size = circle.size();
        for (int at = 0; at < size; at++) {
            for (int step = 1; step < size; step++) {
                boolean neighbours = step == 1 || step == size - 1;
                if (size <= 3 ? step == size - 1 : !neighbours) {
                    links.add(new Link(circle.get(at), circle.get((at + step) % size)));
                }
            }
        }
        Set<Integer> all = context.all();
        return new Cuts(all, all, links, "a ring of " + names(context, circle));
    }

    /** Two halves that only one node connects. */
    static Cuts bridge(FaultContext context, Target target, SplittableRandom random) {
        List<Integer> order = shuffled(context.all(), random);
        int bridge = order.remove(0);
        int half = order.size() / 2;
        Set<Integer> one = new TreeSet<>(order.subList(0, half));
        Set<Integer> other = new TreeSet<>(order.subList(half, order.size()));
        return new Cuts(
                context.all(),
                one,
                Links.bothWays(one, other),
                context.name(bridge) + " alone connects " + context.names(one) + " with " + context.names(other));
    }

    /** One node speaks and hears nothing, or hears and is not heard. */
    static Cuts oneWay(FaultContext context, Target target, SplittableRandom random) throws FaultSkipped {
        boolean deaf = random.nextBoolean();
        Set<Integer> one = context.choose(target, random, node -> true);
        Set<Integer> others = context.others(one);
        return new Cuts(
                one,
                one,
                deaf ? Links.between(others, one) : Links.between(one, others),
                context.names(one) + (deaf ? " hears nobody but is heard" : " is heard by nobody but hears"));
    }

    /** Nobody hears anybody. */
    static Cuts everything(FaultContext context, Target target, SplittableRandom random) {
        Set<Integer> all = context.all();
        return new Cuts(all, all, Links.between(all, all), "cut every link");
    }

    /**
     * The link between two cities, both ways or one way, where a connected majority is left: the nodes of one of the
     * two cities are few enough to be missed.
     */
    static Cuts cities(FaultContext context, Target target, SplittableRandom random) throws FaultSkipped {
        List<String> cities = shuffled(Sites.cities(context), random);
        for (String one : cities) {
            Set<Integer> few = Sites.inCity(context, one);
            if (few.size() <= Quorum.minority(context.size()) && cities.size() > 1) {
                String other = cities.stream()
                        .filter(city -> !city.equals(one))
                        .findFirst()
                        .orElseThrow();
                return betweenCities(context, one, other, random.nextInt(3));
            }
        }
        throw new FaultSkipped("no link between two cities can be cut that leaves a connected majority");
    }

    private static Cuts betweenCities(FaultContext context, String one, String other, int direction) {
        Set<Integer> here = Sites.inCity(context, one);
        Set<Integer> there = Sites.inCity(context, other);
        Set<Integer> hit = new TreeSet<>(here);
        hit.addAll(there);
        String way = switch (direction) {
            case 0 -> " and ";
            case 1 -> " to ";
            default -> " from ";
        };
        Set<Link> links = switch (direction) {
            case 0 -> Links.bothWays(here, there);
            case 1 -> Links.between(here, there);
            default -> Links.between(there, here);
        };
        return new Cuts(hit, here, links, "cut " + one + way + other);
    }

    static Cuts apart(FaultContext context, Set<Integer> few, String verb) {
        return new Cuts(few, few, Links.bothWays(few, context.others(few)), verb + context.names(few));
    }

    private static <T> List<T> shuffled(Iterable<T> these, SplittableRandom random) {
        List<T> list = new ArrayList<>();
        these.forEach(list::add);
        for (int last = list.size() - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            T held = list.get(last);
            list.set(last, list.get(other));
            list.set(other, held);
        }
        return list;
    }

    private static String names(FaultContext context, List<Integer> nodes) {
        return String.join(" -> ", nodes.stream().map(context::name).toList());
    }
}
