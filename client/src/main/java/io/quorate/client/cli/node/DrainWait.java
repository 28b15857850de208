package io.quorate.client.cli.node;

import io.quorate.client.NodeClient;
import io.quorate.client.NodeList;
import io.quorate.client.NodeReport;
import io.quorate.client.QuorateException;
import io.quorate.client.cli.Answers;
import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.TerminalProgress;
import io.quorate.client.cli.status.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits until a node leads nothing, as all nodes that answer have it. Used once. */
final class DrainWait {
    private static final long LOOK_AGAIN_MILLIS = 250;
    /** What is said to be in the way for so long, and nothing has moved meanwhile, will not go by itself. */
    private static final Duration HOPELESS = Duration.ofSeconds(12);

    private final NodeClient nodes;
    private final NodeList list;
    private final String name;

    /** @param nodes a client of all nodes */
    DrainWait(NodeClient nodes, NodeList list, String name) {
        this.nodes = nodes;
        this.list = list;
        this.name = name;
    }

    /** What it leads at last: nothing, unless that took too long, or cannot be. */
    DrainResult await(Duration longest, TerminalProgress progress) {
        long began = System.nanoTime();
        long moved = began;
        DrainResult result = look();
        while (!result.leads().isEmpty() && System.nanoTime() - began < longest.toNanos()) {
            if (result.leads().stream().anyMatch(each -> each.why().isEmpty())) {
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > HOPELESS.toNanos()) {
                break;
            }
            progress.show("waiting: " + result.sentence());
            pause();
            DrainResult next = look();
            if (next.leads().size() < result.leads().size()) {
                moved = System.nanoTime();
            }
            result = next;
        }
        return result;
    }

    /** That nobody answers is not that it leads nothing. */
    private DrainResult look() {
        List<NodeReport> reports = Answers.await(nodes.reports());
        if (reports.stream().allMatch(each -> each.report() == null)) {
            QuorateException failure = reports.get(0).failure();
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    name + " is marked as drained, but no node tells what it leads"
                            + (failure == null ? "" : ": " + failure.getMessage()));
        }
        return new DrainResult(
                name,
                true,
                ClusterView.of(list, reports).ledBy(name).stream()
                        .map(DrainResult.Led::of)
                        .toList());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
