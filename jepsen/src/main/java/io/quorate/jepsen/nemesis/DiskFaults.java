package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.FaultFailed;
import java.util.Set;
import java.util.SplittableRandom;

/** Disks that lose power, stand still, crawl, are full, or give errors. */
final class DiskFaults {
    /** The disk is full, by the table of exit codes. */
    static final int EXIT_DISK_FULL = 16;
    /** The replica cannot go on: an I/O error. */
    static final int EXIT_REPLICA_FAULT = 15;
    /** The data directory cannot be read. */
    static final int EXIT_UNUSABLE = 18;

    private DiskFaults() {}

    /** The port; its kinds are only planned where there is one. */
    static Disks disks(FaultContext context) throws FaultFailed {
        return context.cluster().disks().orElseThrow(() -> new FaultFailed("this cluster's disks cannot be broken"));
    }

    /** Power goes, what was not synced is gone. The nodes stay down for a while. */
    static final class PowerLoss extends NodeFault {
        PowerLoss(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            context.processes().expectEnd(nodes());
            disks(context).losePower(nodes());
            return context.names(nodes()) + " lost power, and what was not synced";
        }
    }

    /** Every write and sync blocks. */
    static final class Stall extends NodeFault {
        Stall(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            for (int node : nodes()) {
                disks(context).stall(node);
            }
            return "stalled the disk of " + context.names(nodes());
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            for (int node : nodes()) {
                disks(context).unstall(node);
            }
        }
    }

    /** Few operations a second. */
    static final class Slow extends NodeFault {
        private final int operations;

        Slow(FaultSpec spec) {
            super(spec);
            this.operations = new SplittableRandom(spec.seed()).nextInt(10, 200);
        }

        @Override
        public String text() {
            return "to " + operations + " operations/s";
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            disks(context).slow(node(), operations);
            return "slowed the disk of " + context.names(nodes()) + " " + text();
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            disks(context).slow(node(), 0);
        }
    }

    /** No space; the node may end, and must say why. */
    static final class Full extends NodeFault {
        private String ends = "";

        Full(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            for (int node : nodes()) {
                disks(context).fill(node);
            }
            return "filled the disk of " + context.names(nodes());
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            ends = ends(context, nodes());
            for (int node : nodes()) {
                disks(context).unfill(node);
            }
        }

        @Override
        public String epilogue() {
            return ends;
        }

        @Override
        public Set<Integer> exitCodes() {
            return Set.of(EXIT_DISK_FULL);
        }
    }

    /** Every access fails, until the disk is mounted anew. */
    static final class Errors extends NodeFault {
        private String ends = "";

        Errors(FaultSpec spec) {
            super(spec);
        }

        @Override
        public String install(FaultContext context) throws FaultFailed {
            for (int node : nodes()) {
                disks(context).fail(node);
            }
            return "errors from the disk of " + context.names(nodes());
        }

        @Override
        void undo(FaultContext context) throws FaultFailed {
            ends = ends(context, nodes());
            context.processes().kill(nodes());
            for (int node : nodes()) {
                disks(context).repair(node);
            }
        }

        @Override
        public String epilogue() {
            return ends;
        }

        @Override
        public Set<Integer> exitCodes() {
            return Set.of(EXIT_REPLICA_FAULT, EXIT_UNUSABLE);
        }
    }

    /** Which of them have ended, and how. */
    static String ends(FaultContext context, Set<Integer> nodes) {
        StringBuilder text = new StringBuilder();
        for (int node : nodes) {
            text.append(text.isEmpty() ? "" : ", ").append(context.name(node));
            if (context.cluster().isRunning(node)) {
                text.append(" went on");
            } else {
                text.append(" ended");
                context.cluster()
                        .exitCode(node)
                        .ifPresent(code -> text.append(" with code ").append(code));
            }
        }
        return text.toString();
    }
}
