package io.quorate.client.cli.status;

import io.quorate.client.Endpoint;
import io.quorate.client.Member;
import io.quorate.client.NodeStatus;
import io.quorate.client.QuorateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is shown of one node of a cluster that speaks etcd's protocol and no more.
 *
 * @param report null when the node did not answer
 * @param lagEntries log entries behind the furthest node; negative when unknown
 * @param failure why the node did not answer; empty when it did
 */
record EtcdRow(
        String name,
        Endpoint endpoint,
        String role,
        NodeStatus.@Nullable Report report,
        long lagEntries,
        String failure) {

    boolean answered() {
        return report != null;
    }

    static List<EtcdRow> of(List<NodeStatus> all, List<Member> members) {
        long furthest = all.stream()
                .map(NodeStatus::report)
                .mapToLong(report -> report == null ? 0 : report.log().index())
                .max()
                .orElse(0);
        List<EtcdRow> rows = new ArrayList<>();
        for (NodeStatus status : all) {
            NodeStatus.Report report = status.report();
            rows.add(new EtcdRow(
                    nameOf(status, members),
                    status.endpoint(),
                    role(report),
                    report,
                    report == null ? -1 : furthest - report.log().appliedIndex(),
                    reason(status.failure())));
        }
        rows.sort(Comparator.comparing((EtcdRow row) -> row.name())
                .thenComparing(row -> row.endpoint().toString()));
        return rows;
    }

    private static String role(NodeStatus.@Nullable Report report) {
        if (report == null) {
            return "unreachable";
        }
        if (report.isLeader()) {
            return "leader";
        }
        return report.learner() ? "learner" : "follower";
    }

    private static String reason(@Nullable QuorateException failure) {
        String message = failure == null ? null : failure.getMessage();
        return message == null ? "" : message;
    }

    private static String nameOf(NodeStatus status, List<Member> members) {
        for (Member member : members) {
            boolean sameId = status.report() != null && status.report().header().memberId() == member.id();
            boolean sameAddress = member.clientUrls().stream().anyMatch(url -> url.endsWith("//" + status.endpoint()));
            if (sameId || sameAddress) {
                return member.name();
            }
        }
        return "";
    }
}
