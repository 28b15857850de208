package io.quorate.client.cli.status;

import io.quorate.client.ClusterNode;
import io.quorate.client.NodeReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node.
 *
 * @param node as the cluster has it; null when nobody said which node answers there
 * @param said what it says of itself, or why it does not
 * @param leads names of keyspaces
 */
public record NodeView(@Nullable ClusterNode node, NodeReport said, List<String> leads) {
    public NodeView {
        leads = List.copyOf(leads);
    }

    public String name() {
        return node == null ? "" : node.name();
    }

    String city() {
        return node == null ? "" : node.city();
    }

    String zone() {
        return node == null ? "" : node.zone();
    }

    boolean isDrained() {
        return node != null && node.drained();
    }

    boolean answered() {
        return said.report() != null;
    }

    /** In one word. */
    String health() {
        NodeReport.Report report = said.report();
        if (report == null) {
            return "unreachable";
        }
        return report.problems().isEmpty() ? "ok" : "not ready";
    }

    /** What is wrong; empty when nothing is. */
    String problem() {
        NodeReport.Report report = said.report();
        if (report != null) {
            return String.join("; ", report.problems());
        }
        String message = said.failure() == null ? null : said.failure().getMessage();
        return message == null ? "does not answer" : message;
    }
}
