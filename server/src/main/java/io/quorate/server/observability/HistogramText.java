package io.quorate.server.observability;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes histograms in Prometheus' text format, grouped by name. */
final class HistogramText {
    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    private record Family(String help, long unit, List<Member> members) {}

    private record Member(List<String> tags, StripedHistogram histogram) {}

    /**
     * Shows one more.
     *
     * @param unit how much of what is recorded makes one of what is shown
     */
    void add(String name, String help, long unit, List<String> tags, StripedHistogram histogram) {
        families.computeIfAbsent(name, absent -> new Family(help, unit, new CopyOnWriteArrayList<>()))
                .members
                .add(new Member(tags, histogram));
    }

    String render() {
        StringBuilder out = new StringBuilder(8192);
        families.forEach((name, family) -> {
            out.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escapeHelp(family.help))
                    .append('\n');
            out.append("# TYPE ").append(name).append(" histogram\n");
            for (Member member : family.members) {
                render(out, name, family.unit, member);
            }
        });
        return out.toString();
    }

    private static void render(StringBuilder out, String name, long unit, Member member) {
        String labels = labels(member.tags);
        String separator = labels.isEmpty() ? "" : ",";
        long[] bounds = member.histogram.bounds();
        long[] counts = member.histogram.counts();
        long sum = member.histogram.sum();
        long cumulative = 0;
        for (int i = 0; i < counts.length; i++) {
            cumulative += counts[i];
            String bound = i < bounds.length ? number(bounds[i], unit) : "+Inf";
            out.append(name).append("_bucket{").append(labels).append(separator);
            out.append("le=\"").append(bound).append("\"} ").append(cumulative).append('\n');
        }
        String braced = labels.isEmpty() ? "" : "{" + labels + "}";
        out.append(name)
                .append("_sum")
                .append(braced)
                .append(' ')
                .append(number(sum, unit))
                .append('\n');
        out.append(name)
                .append("_count")
                .append(braced)
                .append(' ')
                .append(cumulative)
                .append('\n');
    }

    private static String number(long amount, long unit) {
        return unit == 1 ? Long.toString(amount) : Double.toString(amount / (double) unit);
    }

    private static String labels(List<String> tags) {
        StringBuilder labels = new StringBuilder();
        for (int i = 0; i < tags.size(); i += 2) {
            labels.append(labels.isEmpty() ? "" : ",").append(tags.get(i)).append("=\"");
            labels.append(
                    tags.get(i + 1).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            labels.append('"');
        }
        return labels.toString();
    }

    private static String escapeHelp(String help) {
        return help.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
