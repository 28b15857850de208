package io.quorate.server;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.server.bootstrap.PlanInput;
import io.quorate.server.common.NodeId;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.RoundTrips;
import io.quorate.server.topology.Site;
import io.quorate.server.topology.Spans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How long bytes are on their way between the nodes of a topology: half of the round trip that {@code quorate plan}
 * computes with, each way, and half of its jitter.
 */
final class WanDelays {
    /** Of one direction. */
    record Delay(Duration delay, Duration jitter) {}

    private final Geography geography;
    private final RoundTrips roundTrips;

    private WanDelays(Geography geography, RoundTrips roundTrips) {
        this.geography = geography;
        this.roundTrips = roundTrips;
    }

    static WanDelays of(ClusterConfig cluster) {
        Geography geography = PlanInput.geography(cluster);
        return new WanDelays(geography, PlanInput.roundTrips(cluster, geography));
    }

    Geography geography() {
        return geography;
    }

    /** From one node to another, by their numbers; the same both ways, since a link states a round trip. */
    Delay between(int from, int to) {
        NodeId one = node(from);
        NodeId other = node(to);
        return new Delay(
                roundTrips.between(one, other).dividedBy(2),
                roundTrips.jitterBetween(one, other).dividedBy(2));
    }

    private NodeId node(int number) {
        return geography.sites().get(number).node();
    }

    /** Round trips between zones, for people. */
    String table() {
        List<ColumnData<String>> columns = new ArrayList<>();
        columns.add(new Column().header("RTT").dataAlign(HorizontalAlign.LEFT).with(zone -> zone));
        for (String to : geography.zones()) {
            columns.add(new Column().header(to).with(from -> cell(from, to)));
        }
        String table = AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(geography.zones(), columns)
                .asString();
        return roundTrips.assumptions().isEmpty()
                ? table
                : table + System.lineSeparator() + "assumed, for no link states it: "
                        + roundTrips.assumptions().stream()
                                .map(each -> each.from().equals(each.to())
                                        ? "within " + each.from()
                                        : each.from() + " to " + each.to())
                                .collect(Collectors.joining(", "));
    }

    private String cell(String from, String to) {
        List<NodeId> starts = nodesOf(from);
        List<NodeId> ends = nodesOf(to);
        if (from.equals(to) && starts.size() < 2) {
            return "";
        }
        NodeId start = starts.get(0);
        NodeId end = ends.get(from.equals(to) ? 1 : 0);
        Duration jitter = roundTrips.jitterBetween(start, end);
        return Spans.text(roundTrips.between(start, end)) + (jitter.isZero() ? "" : " to +" + Spans.text(jitter));
    }

    private List<NodeId> nodesOf(String zone) {
        return geography.sites().stream()
                .filter(site -> site.zone().equals(zone))
                .map(Site::node)
                .toList();
    }
}
