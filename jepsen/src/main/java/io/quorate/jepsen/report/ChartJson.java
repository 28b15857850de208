package io.quorate.jepsen.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.jepsen.core.History;
import java.time.Duration;

/**
 * What the charts of a page are drawn from, thinned out to what can be seen. Seconds and milliseconds, not nanoseconds.
 */
final class ChartJson {
    /** Shorter ones are not drawn. */
    private static final Duration LEAST_GAP = Duration.ofMillis(500);

    private ChartJson() {}

    static ObjectNode of(History history, Figures figures) {
        Timeline timeline = Timeline.of(history, figures.spanNanos());
        ObjectNode node = Json.object();
        node.put("spanSeconds", figures.spanNanos() / 1e9);
        node.put("widthSeconds", timeline.widthNanos() / 1e9);
        node.set("nodes", Json.texts(history.nodes()));
        node.set("keyspaces", Json.texts(history.keyspaces()));
        ObjectNode rates = node.putObject("perSecond");
        timeline.counts()
                .forEach((ending, counts) ->
                        rates.set(ending.name(), rates(counts, timeline.widthNanos(), figures.spanNanos())));
        node.set("latencyMillis", latencies(timeline));
        node.set("scatter", scatter(history, figures));
        node.set("lanes", lanes(history, figures));
        node.set("gaps", gaps(figures));
        return node;
    }

    private static ArrayNode rates(long[] counts, long widthNanos, long spanNanos) {
        ArrayNode array = Json.array();
        for (int i = 0; i < counts.length; i++) {
            long width = i == counts.length - 1 ? spanNanos - i * widthNanos : widthNanos;
            array.add(rounded(counts[i] * 1e9 / width, 10));
        }
        return array;
    }

    private static ObjectNode latencies(Timeline timeline) {
        ObjectNode node = Json.object();
        ArrayNode p50 = node.putArray("p50");
        ArrayNode p99 = node.putArray("p99");
        ArrayNode max = node.putArray("max");
        for (Quantiles quantiles : timeline.latencies()) {
            if (quantiles.max() == 0) {
                p50.addNull();
                p99.addNull();
                max.addNull();
            } else {
                p50.add(millis(quantiles.p50()));
                p99.add(millis(quantiles.p99()));
                max.add(millis(quantiles.max()));
            }
        }
        return node;
    }

    /** Four numbers a dot: seconds, milliseconds, how many, place of the outcome. */
    private static ArrayNode scatter(History history, Figures figures) {
        ArrayNode array = Json.array();
        for (Scatter.Dot dot : Scatter.of(history.ops(), figures.spanNanos())) {
            array.add(rounded(dot.calledNanos / 1e9, 1_000));
            array.add(millis(dot.latencyNanos));
            array.add(dot.count());
            array.add(dot.ending.number());
        }
        return array;
    }

    /** For each keyspace, and in it for each node, stretches of four numbers: from, to, leader, term. */
    private static ArrayNode lanes(History history, Figures figures) {
        ArrayNode array = Json.array();
        for (int keyspace = 0; keyspace < history.keyspaces().size(); keyspace++) {
            int nodes = history.nodes().size();
            LeaderLane.of(history.in(keyspace).leaders(), nodes, figures.spanNanos())
                    .forEach(lane -> array.add(stretches(lane)));
        }
        return array;
    }

    private static ArrayNode stretches(LeaderLane lane) {
        ArrayNode stretches = Json.array();
        for (LeaderLane.Stretch stretch : lane.stretches()) {
            stretches.add(rounded(stretch.fromNanos() / 1e9, 1_000));
            stretches.add(rounded(stretch.toNanos() / 1e9, 1_000));
            stretches.add(stretch.leader());
            stretches.add(Json.number(stretch.term()));
        }
        return stretches;
    }

    private static ArrayNode gaps(Figures figures) {
        ArrayNode array = Json.array();
        for (OperationClass operations : OperationClass.values()) {
            ObjectNode node = array.addObject();
            node.put("operations", operations.name());
            node.put("title", operations.title());
            ArrayNode times = node.putArray("times");
            figures.gaps().longerThan(LEAST_GAP).stream()
                    .filter(gap -> gap.operations() == operations)
                    .forEach(gap -> {
                        times.add(rounded(gap.fromNanos() / 1e9, 1_000));
                        times.add(rounded(gap.toNanos() / 1e9, 1_000));
                    });
        }
        return array;
    }

    /** At least a microsecond, for the logarithm. */
    private static double millis(long nanos) {
        return rounded(Math.max(nanos, 1_000) / 1e6, 1_000);
    }

    private static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }
}
