package io.quorate.server.topology;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What all pairs of single faults come to.
 *
 * @param tried pairs that break something no single fault breaks by itself; 0 when there were too many to try
 * @param skipped pairs that were not tried, because there are too many
 * @param newlyStopping how many stop or lose something that neither part does alone
 * @param newlyStoppingWrites how many of these stop all writes
 * @param listed those, at most {@link #MAX_LISTED}
 */
public record Pairs(long tried, long skipped, int newlyStopping, int newlyStoppingWrites, List<Pair> listed) {
    /** More are not tried, over all keyspaces of a plan: it would take minutes. */
    public static final long MAX = 250_000;

    /** More are counted, not kept. */
    public static final int MAX_LISTED = 1_000;

    public Pairs {
        listed = List.copyOf(listed);
    }

    /** Tries none when they are more than so many, and keeps the first so many of those that matter. */
    static Pairs of(List<Single> singles, GroupEvaluator evaluator, long maxTried, int maxListed) {
        long all = (long) singles.size() * (singles.size() - 1) / 2;
        if (all > maxTried) {
            return new Pairs(0, all, 0, 0, List.of());
        }
        Set<Condition> seen = new LinkedHashSet<>();
        singles.forEach(single -> seen.add(single.fault().condition()));
        Trial trial = new Trial(evaluator, maxListed);
        for (int i = 0; i < singles.size(); i++) {
            for (int j = i + 1; j < singles.size(); j++) {
                Condition both = singles.get(i)
                        .fault()
                        .condition()
                        .and(singles.get(j).fault().condition());
                if (seen.add(both)) {
                    trial.of(singles.get(i), singles.get(j), both);
                }
            }
        }
        return trial.result();
    }

    private static final class Trial {
        private final GroupEvaluator evaluator;
        private final int maxListed;
        private final List<Pair> listed = new ArrayList<>();
        private long tried;
        private int stopping;
        private int stoppingWrites;

        Trial(GroupEvaluator evaluator, int maxListed) {
            this.evaluator = evaluator;
            this.maxListed = maxListed;
        }

        void of(Single first, Single second, Condition both) {
            tried++;
            Outlook outlook = evaluator.evaluate(both);
            List<Pair.Stop> stops = stops(first.outlook(), second.outlook(), outlook);
            Loss.Kind alone =
                    worse(first.outlook().loss().kind(), second.outlook().loss().kind());
            // Not the same as a stop in some city: one part may leave writes to one city only, the other to another.
            boolean stopsWrites = first.outlook().writes() && second.outlook().writes() && !outlook.writes();
            if (stops.isEmpty() && !stopsWrites && outlook.loss().kind().compareTo(alone) <= 0) {
                return;
            }
            stopping++;
            stoppingWrites += stopsWrites ? 1 : 0;
            if (listed.size() < maxListed) {
                listed.add(new Pair(first.fault(), second.fault(), outlook, stops, stopsWrites));
            }
        }

        Pairs result() {
            return new Pairs(tried, 0, stopping, stoppingWrites, listed);
        }

        private static Loss.Kind worse(Loss.Kind one, Loss.Kind other) {
            return one.compareTo(other) >= 0 ? one : other;
        }

        private static List<Pair.Stop> stops(Outlook first, Outlook second, Outlook both) {
            List<Pair.Stop> stops = new ArrayList<>();
            for (int number = 0; number < both.cities().size(); number++) {
                CityOutlook city = both.cities().get(number);
                for (CityOutlook.Service service : CityOutlook.Service.values()) {
                    if (first.cities().get(number).offers(service)
                            && second.cities().get(number).offers(service)
                            && !city.offers(service)) {
                        stops.add(new Pair.Stop(city.city(), service));
                    }
                }
            }
            return stops;
        }
    }
}
