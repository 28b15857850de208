package io.quorate.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import io.quorate.client.relay.LinkState;
import io.quorate.client.relay.LinkView;
import io.quorate.server.topology.Site;
import io.quorate.server.topology.Spans;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One direction between two nodes of a running demo, as operators see it. Its JSON is part of the interface
 * (docs/operations/demo.md): fields are added, not changed.
 *
 * @param from where bytes come from
 * @param to where they go
 * @param usual the delay that the topology gives it
 * @param view as it is now
 */
record DemoLink(End from, End to, Duration usual, LinkView view) {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000);

    /** A node and its zone. */
    record End(String node, String zone) {
        static End of(Site site) {
            return new End(site.node().value(), site.zone());
        }

        @Override
        public String toString() {
            return node + " (" + zone + ")";
        }
    }

    static String word(LinkState state) {
        return switch (state) {
            case UP -> "up";
            case DROPPING -> "cut";
            case RESETTING -> "reset";
        };
    }

    private static LinkState state(String word) {
        for (LinkState state : LinkState.values()) {
            if (word(state).equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state '" + word + "'");
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("from", from.node())
                .put("fromZone", from.zone())
                .put("to", to.node())
                .put("toZone", to.zone())
                .put("state", word(view.state()))
                .put("delayMs", millis(view.delay()))
                .put("jitterMs", millis(view.jitter()))
                .put("topologyDelayMs", millis(usual))
                .put("deliveredBytes", view.deliveredBytes())
                .put("connections", view.connections());
    }

    static DemoLink of(JsonNode json) {
        return new DemoLink(
                new End(json.path("from").asText(), json.path("fromZone").asText()),
                new End(json.path("to").asText(), json.path("toZone").asText()),
                duration(json.path("topologyDelayMs")),
                new LinkView(
                        0,
                        0,
                        state(json.path("state").asText()),
                        duration(json.path("delayMs")),
                        duration(json.path("jitterMs")),
                        json.path("deliveredBytes").asLong(),
                        json.path("connections").asInt()));
    }

    static BigDecimal millis(Duration duration) {
        return new BigDecimal(Spans.millis(duration));
    }

    static Duration duration(JsonNode millis) {
        return Duration.ofNanos(millis.decimalValue().multiply(NANOS).longValue());
    }

    static String table(List<DemoLink> links) {
        List<ColumnData<DemoLink>> columns = List.of(
                column("FROM", HorizontalAlign.LEFT, link -> link.from().toString()),
                column("TO", HorizontalAlign.LEFT, link -> link.to().toString()),
                column("STATE", HorizontalAlign.LEFT, link -> word(link.view().state())),
                column("DELAY", HorizontalAlign.RIGHT, DemoLink::delayText),
                column(
                        "BYTES",
                        HorizontalAlign.RIGHT,
                        link -> String.format(Locale.ROOT, "%,d", link.view().deliveredBytes())),
                column(
                        "CONNECTIONS",
                        HorizontalAlign.RIGHT,
                        link -> Integer.toString(link.view().connections())));
        return AsciiTable.builder()
                .lineSeparator(System.lineSeparator())
                .data(links, columns)
                .asString();
    }

    private static ColumnData<DemoLink> column(String header, HorizontalAlign align, Function<DemoLink, String> of) {
        return new Column()
                .header(header)
                .headerAlign(HorizontalAlign.LEFT)
                .dataAlign(align)
                .with(of);
    }

    private String delayText() {
        String jitter = view.jitter().isZero() ? "" : " to +" + Spans.text(view.jitter());
        String instead = view.delay().equals(usual) ? "" : ", topology " + Spans.text(usual);
        return Spans.text(view.delay()) + jitter + instead;
    }
}
