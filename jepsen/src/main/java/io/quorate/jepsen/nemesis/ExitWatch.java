package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Sees processes end, and tells those that no fault explains. */
final class ExitWatch {
    /** For so long after a fault's end a node may still end because of it. */
    private static final long AFTER_NANOS = Duration.ofSeconds(15).toNanos();

    private record Past(ActiveFault fault, long ended) {}

    private final FaultContext context;
    private final NemesisListener listener;
    private final Deque<Past> past = new ArrayDeque<>();
    private final List<UnexpectedExit> unexpected = new ArrayList<>();

    ExitWatch(FaultContext context, NemesisListener listener) {
        this.context = context;
        this.listener = listener;
    }

    /** Looks once; starts again whatever runs for nobody's fault. */
    void look(Collection<ActiveFault> active) throws FaultFailed {
        long now = context.nanos();
        while (!past.isEmpty() && now - past.peek().ended() > AFTER_NANOS) {
            past.remove();
        }
        for (Processes.Ended ended : context.processes().ended()) {
            boolean explained = active.stream().anyMatch(fault -> fault.explains(ended.node(), ended.code()))
                    || past.stream().anyMatch(each -> each.fault().explains(ended.node(), ended.code()));
            if (!explained || !ended.byItself()) {
                tell(ended, active);
            }
        }
        for (int node : context.all()) {
            if (context.ledger().isFree(node)) {
                context.processes().revive(Set.of(node));
            }
        }
    }

    void over(ActiveFault fault) {
        past.add(new Past(fault, context.nanos()));
    }

    List<UnexpectedExit> unexpected() {
        return unexpected;
    }

    private void tell(Processes.Ended ended, Collection<ActiveFault> active) {
        UnexpectedExit exit = new UnexpectedExit(
                ended.node(),
                context.name(ended.node()),
                ended.code(),
                context.nanos(),
                ended.how(),
                active.stream().map(fault -> fault.kind().name()).toList());
        unexpected.add(exit);
        listener.exited(exit);
    }
}
