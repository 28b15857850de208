package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.Network.Cut;
import io.quorate.jepsen.nemesis.FaultKind.Impact;
import io.quorate.jepsen.nemesis.FaultKind.Need;
import io.quorate.jepsen.nemesis.LinkFaults.Partition;
import io.quorate.jepsen.nemesis.Partitions.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All kinds of faults there are. */
public final class FaultKinds {
    private static final String SWITCH = "keyspace-switch";

    private static final List<FaultKind> ALL = List.of(
                    safe("kill", ProcessFaults.Kill::new)
                            .on(Target.LEADER, Target.FOLLOWER, Target.MINORITY)
                            .lasting(100, 3_000)
                            .thenUp(),
                    brutal("kill-majority", ProcessFaults.Kill::new)
                            .on(Target.MAJORITY)
                            .lasting(100, 2_000)
                            .thenUp(),
                    brutal("kill-all", ProcessFaults.Kill::new)
                            .on(Target.ALL)
                            .lasting(0, 1_000)
                            .thenUp(),
                    safe("restart", ProcessFaults.Restart::new)
                            .onEither()
                            .lasting(0, 500)
                            .thenUp(),
                    safe("restart-rolling", ProcessFaults.RollingRestart::new)
                            .impairing(Impact.ONE)
                            .then(12_000),
                    safe("restart-fast", ProcessFaults.FastRestart::new)
                            .onEither()
                            .thenUp(),
                    safe("pause", ProcessFaults.Pause::new)
                            .on(Target.LEADER, Target.FOLLOWER, Target.MINORITY)
                            .lasting(100, 5_000),
                    brutal("pause-all", ProcessFaults.Pause::new).on(Target.ALL).lasting(100, 5_000),
                    safe("flap-pause", ProcessFaults.FlapPause::new).onEither().lasting(1_000, 4_000),
                    safe("power-loss-one", DiskFaults.PowerLoss::new)
                            .onEither()
                            .lasting(0, 1_500)
                            .thenUp()
                            .needing(Need.DISKS),
                    brutal("power-loss-all", DiskFaults.PowerLoss::new)
                            .on(Target.ALL)
                            .lasting(0, 500)
                            .thenUp()
                            .needing(Need.DISKS),
                    partition("partition-halves", Partitions::halves)
                            .impairing(Impact.MINORITY)
                            .onEither(),
                    partition("partition-isolate-leader", Partitions::isolate).on(Target.LEADER),
                    partition("partition-isolate-follower", Partitions::isolate).on(Target.FOLLOWER),
                    partition("partition-one-way", Partitions::oneWay).onEither(),
                    partition("partition-bridge", Partitions::bridge)
                            .impairing(Impact.MINORITY)
                            .on(Target.OWN)
                            .needing(Need.THREE_NODES),
                    partition("partition-ring", Partitions::ring)
                            .breakingMajority()
                            .impairing(Impact.ALL)
                            .on(Target.OWN)
                            .needing(Need.THREE_NODES),
                    partition("partition-all", Partitions::everything)
                            .breakingMajority()
                            .impairing(Impact.ALL)
                            .on(Target.OWN),
                    safe("partition-reset", spec -> new Partition(spec, Partitions::isolate, Cut.RESET))
                            .onEither()
                            .lasting(300, 4_000)
                            .needing(Need.NETWORK),
                    safe("partition-flapping", LinkFaults.Flapping::new)
                            .onEither()
                            .lasting(1_500, 5_000)
                            .needing(Need.NETWORK),
                    safe("zone-loss", spec -> new SiteLoss(spec, false))
                            .onEither()
                            .impairing(Impact.MINORITY)
                            .lasting(500, 4_000)
                            .thenUp()
                            .needing(Need.SMALL_ZONES),
                    brutal("city-loss", spec -> new SiteLoss(spec, true))
                            .onEither()
                            .lasting(500, 4_000)
                            .thenUp()
                            .needing(Need.CITIES),
                    partition("city-link-cut", Partitions::cities)
                            .impairing(Impact.MINORITY)
                            .on(Target.OWN)
                            .needing(Need.CITIES),
                    safe("network-disconnect", Unplugged::new)
                            .onEither()
                            .lasting(500, 4_000)
                            .needing(Need.PLUGS),
                    safe("slow-link", LinkFaults.Slow::new)
                            .onEither()
                            .lasting(1_000, 5_000)
                            .needing(Need.NETWORK),
                    safe("throttle-link", LinkFaults.Throttled::new)
                            .onEither()
                            .lasting(1_000, 5_000)
                            .needing(Need.NETWORK),
                    safe("clock-step", ClockFaults.Step::new)
                            .onEither()
                            .impairing(Impact.NONE)
                            .lasting(500, 5_000)
                            .needing(Need.CLOCKS),
                    safe("clock-rate", ClockFaults.Rate::new)
                            .onEither()
                            .lasting(4_000, 7_000)
                            .then(6_000)
                            .needing(Need.CLOCKS),
                    safe("disk-full", DiskFaults.Full::new)
                            .onEither()
                            .lasting(500, 3_000)
                            .thenUp()
                            .needing(Need.DISKS),
                    safe("disk-stall", DiskFaults.Stall::new)
                            .onEither()
                            .lasting(200, 5_000)
                            .needing(Need.DISKS),
                    safe("disk-slow", DiskFaults.Slow::new)
                            .onEither()
                            .lasting(1_000, 5_000)
                            .needing(Need.DISKS),
                    safe("disk-eio", DiskFaults.Errors::new)
                            .onEither()
                            .lasting(500, 2_000)
                            .thenUp()
                            .needing(Need.DISKS),
                    safe("corrupt-log", CorruptFaults.Log::new)
                            .onEither()
                            .alone(15_000)
                            .needing(Need.DISKS),
                    safe("corrupt-sst", CorruptFaults.Table::new)
                            .onEither()
                            .lasting(2_000, 4_000)
                            .then(4_000)
                            .needing(Need.DISKS),
                    safe("failpoint-crash", FailpointFaults.Crash::new)
                            .onEither()
                            .lasting(0, 1_500)
                            .thenUp()
                            .needing(Need.FAILPOINTS),
                    safe("failpoint-stall", FailpointFaults.Stall::new)
                            .onEither()
                            .lasting(3_000, 3_500)
                            .needing(Need.FAILPOINTS),
                    safe("transfer", AdminFaults.Transfer::new).impairing(Impact.NONE),
                    safe("transfer-storm", AdminFaults.TransferStorm::new)
                            .impairing(Impact.NONE)
                            .lasting(1_000, 3_000),
                    safe("compaction", AdminFaults.Compaction::new).impairing(Impact.NONE),
                    safe(SWITCH, KeyspaceFaults.Switch::new)
                            .impairing(Impact.NONE)
                            .then(1_500),
                    safe("keyspace-switch-storm", KeyspaceFaults.SwitchStorm::new)
                            .impairing(Impact.NONE)
                            .lasting(1_500, 4_000)
                            .then(1_500),
                    safe("keyspace-create-drop", KeyspaceFaults.CreateDrop::new)
                            .impairing(Impact.NONE)
                            .lasting(300, 2_000)
                            .then(1_000),
                    safe("snapshot-install", SnapshotInstall::new)
                            .on(Target.FOLLOWER)
                            .alone(8_000)
                            .puttingKeys(),
                    script(false, "schedule-restart-in-lease", Scripts::restartInLease, Need.NETWORK),
                    script(true, "schedule-paused-candidate", Scripts::pausedCandidate, Need.NETWORK),
                    script(true, "schedule-switch-over-slow-link", Scripts::switchOverSlowLink, Need.NETWORK)
                            .then(3_000),
                    script(true, "schedule-isolated-leader", Scripts::isolatedLeader, Need.NETWORK),
                    script(true, "schedule-paused-past-lease", Scripts::pausedPastLease),
                    script(
                            false,
                            "schedule-power-loss-at-election",
                            Scripts::powerLossAtElection,
                            Need.NETWORK,
                            Need.DISKS),
                    script(
                            false,
                            "schedule-power-loss-while-cut",
                            Scripts::powerLossWhileCut,
                            Need.NETWORK,
                            Need.DISKS),
                    script(true, "schedule-split-vote", ElectionScripts::splitVote),
                    script(false, "schedule-drifting-lease", ElectionScripts::driftingLease, Need.NETWORK, Need.CLOCKS),
                    script(true, "schedule-paused-leader-cut-off", ElectionScripts::pausedLeaderCutOff, Need.NETWORK),
                    script(false, "schedule-laggard-elected", ElectionScripts::laggardElected, Need.NETWORK),
                    script(false, "schedule-killed-install", Scripts::killedInstall)
                            .puttingKeys(),
                    script(false, "schedule-zone-loss-and-one", Scripts::zoneLossAndOne, Need.SMALL_ZONES),
                    script(false, "schedule-full-quorum", Scripts::fullQuorum, Need.DISKS))
            .stream()
            .map(Draft::kind)
            .toList();

    private FaultKinds() {}

    public static List<FaultKind> all() {
        return ALL;
    }

    /** Those that can be done to this cluster. */
    public static List<FaultKind> possible(Cluster cluster) {
        return ALL.stream().filter(kind -> kind.possible(cluster)).toList();
    }

    public static Optional<FaultKind> named(String name) {
        return ALL.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /** Breaks nothing: leadership is handed over as operators do it. */
    public static boolean isPlanned(String name) {
        return name.equals(SWITCH);
    }

    /** Whether a majority of the nodes stays up and connected, so that availability can be judged. */
    public static boolean keepsMajority(String name) {
        return named(name).map(FaultKind::keepsMajority).orElse(false);
    }

    private static Draft safe(String name, Function<FaultSpec, Fault> maker) {
        return new Draft(name, true, maker);
    }

    private static Draft brutal(String name, Function<FaultSpec, Fault> maker) {
        return new Draft(name, false, maker);
    }

    private static Draft partition(String name, Shape shape) {
        return safe(name, spec -> new Partition(spec, shape, Cut.DROP))
                .lasting(300, 5_000)
                .needing(Need.NETWORK);
    }

    private static Draft script(boolean keepsMajority, String name, Script.Steps steps, Need... needs) {
        Draft draft = new Draft(name, keepsMajority, spec -> new Script(spec, steps, scriptExits(needs)));
        return draft.impairing(keepsMajority ? Impact.MINORITY : Impact.ALL)
                .on(Target.OWN)
                .alone(8_000)
                .needing(needs);
    }

    private static Set<Integer> scriptExits(Need... needs) {
        return Arrays.asList(needs).contains(Need.DISKS) ? Set.of(DiskFaults.EXIT_DISK_FULL) : Set.of();
    }

    /** A kind as it is written down above. */
    private static final class Draft {
        private static final int START_MILLIS = 3_500;

        private final String name;
        private final Function<FaultSpec, Fault> maker;
        private final Set<Need> needs = EnumSet.noneOf(Need.class);
        private boolean keepsMajority;
        private List<Target> targets = List.of(Target.OWN);
        private Impact impact = Impact.TARGET;
        private Duration least = Duration.ZERO;
        private Duration most = Duration.ZERO;
        private Duration aftermath = Duration.ofMillis(300);
        private boolean alone;
        private boolean putsKeys;

        Draft(String name, boolean keepsMajority, Function<FaultSpec, Fault> maker) {
            this.name = name;
            this.keepsMajority = keepsMajority;
            this.maker = maker;
        }

        Draft on(Target... whom) {
            targets = List.of(whom);
            return this;
        }

        Draft onEither() {
            return on(Target.LEADER, Target.FOLLOWER);
        }

        Draft lasting(int leastMillis, int mostMillis) {
            least = Duration.ofMillis(leastMillis);
            most = Duration.ofMillis(mostMillis);
            return this;
        }

        /** Nodes start at its end. */
        Draft thenUp() {
            return then(START_MILLIS);
        }

        Draft then(int millis) {
            aftermath = Duration.ofMillis(millis);
            return this;
        }

        Draft impairing(Impact how) {
            impact = how;
            return this;
        }

        Draft breakingMajority() {
            keepsMajority = false;
            return this;
        }

        Draft needing(Need... what) {
            needs.addAll(List.of(what));
            return this;
        }

        /** With nothing else under way, and so long as a rule. */
        Draft alone(int millis) {
            alone = true;
            return then(millis);
        }

        Draft puttingKeys() {
            putsKeys = true;
            return this;
        }

        FaultKind kind() {
            return new FaultKind(
                    name, keepsMajority, targets, impact, least, most, aftermath, alone, putsKeys, needs, maker);
        }
    }
}
