package io.quorate.jepsen.cli;

import io.quorate.client.cli.CommandFailure;
import io.quorate.client.cli.Durations;
import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.Version;
import io.quorate.jepsen.checker.Verdict;
import io.quorate.jepsen.nemesis.FaultSelection;
import io.quorate.jepsen.nemesis.SwarmOptions.Speed;
import io.quorate.jepsen.run.Campaign;
import io.quorate.jepsen.run.CampaignSpec;
import io.quorate.jepsen.run.CampaignSpec.Profile;
import io.quorate.jepsen.run.ClusterSource;
import io.quorate.jepsen.run.Compilation;
import io.quorate.jepsen.run.ExternalSource;
import io.quorate.jepsen.run.HarnessFailure;
import io.quorate.jepsen.run.ProcessSource;
import io.quorate.jepsen.run.Totals;
import io.quorate.jepsen.workload.LoadSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs until the time is over. */
@Command(
        name = "run",
        description = {
            "Starts a cluster on this machine, loads it, breaks it, and judges what its clients saw; again and",
            "again with new seeds until the time is over. Disk faults need root, clock faults the package faketime."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every check passed, and enough was done and broken to mean something",
            "1:the harness could not do its work",
            "2:wrong usage",
            "5:a check failed or came to no verdict"
        })
public final class RunCommand implements Callable<Integer> {
    private static final int MOST_RATE = 100_000;
    /** Servers allow sixteen by default, and faults make some more. */
    private static final int MOST_KEYSPACES = 10;

    private static final int KEYSPACES = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--topology",
            paramLabel = "FILE",
            description = "Cities, zones, nodes and settings; hosts and ports are the harness's own. Three nodes in two"
                    + " cities unless given.")
    private @Nullable Path topology;

    @Option(names = "--nodes", paramLabel = "3|5", defaultValue = "3", description = "Nodes of the built-in topology.")
    private int nodes;

    @Option(
            names = "--endpoints",
            paramLabel = "H:P,...",
            description =
                    "A cluster that exists: it is loaded below the prefix jepsen/ and checked, and nothing is broken.")
    private @Nullable String endpoints;

    @Option(
            names = "--nemesis",
            paramLabel = "KINDS",
            defaultValue = "*",
            description = "Kinds of faults to draw from, as kill,partition-*=2,!disk-full; see 'jepsen faults'.")
    private String nemesis = "*";

    @Option(
            names = "--profile",
            paramLabel = "safe|brutal|mixed",
            defaultValue = "MIXED",
            description = "safe spares a majority at every moment; brutal spares nothing; mixed takes turns.")
    private Profile profile = Profile.MIXED;

    @Option(
            names = "--pace",
            paramLabel = "fast|medium|slow|any",
            defaultValue = "ANY",
            description = "Time from one fault to the next; any chooses by the seed.")
    private Speed pace = Speed.ANY;

    @Option(
            names = "--compilation",
            paramLabel = "quick|full|any",
            defaultValue = "ANY",
            description = "How hard the servers' JVMs compile: full as in production; quick so that a node that is"
                    + " started again soon answers fast; any chooses by the seed.")
    private Compilation compilation = Compilation.ANY;

    @Option(
            names = "--failpoints",
            description = "Servers carry an agent that can end them or make them stand still at exact steps: the kinds"
                    + " failpoint-*. They start slower.")
    private boolean failpoints;

    @Option(
            names = "--keyspaces",
            paramLabel = "N",
            description = "Keyspaces that each run makes and loads besides the default one; 2 unless given, none with"
                    + " --endpoints.")
    private @Nullable Integer keyspaces;

    @Option(
            names = "--homes",
            paramLabel = "cities|none",
            defaultValue = "CITIES",
            description = "cities gives every keyspace a city where it is led from whenever that is possible; none"
                    + " leaves it to elections and faults.")
    private Homes homes = Homes.CITIES;

    /** Whether keyspaces belong somewhere. */
    enum Homes {
        CITIES,
        NONE
    }

    @Option(
            names = "--wan",
            description = "Messages between nodes take as long as the topology's links say; without --topology 1 ms per"
                    + " round trip between zones, 30 ms between cities.")
    private boolean wan;

    @Option(names = "--every-kind", description = "Each kind of fault once on each of its targets, instead of a swarm.")
    private boolean everyKind;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long to go on; no run is begun after it.")
    private String time = "60s";

    @Option(
            names = "--each",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long the faults of one run go on.")
    private String each = "60s";

    @Option(
            names = "--longest-outage",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "For how long nobody may be served after a single fault that leaves a majority.")
    private String longestOutage = "10s";

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1000", description = "Operations a second to aim for.")
    private int rate;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first run; drawn and printed unless given.")
    private @Nullable Long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "jepsen-runs",
            description = "Where histories and reports are put.")
    private Path out = Path.of("jepsen-runs");

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter lines = spec.commandLine().getOut();
        long first = seed == null ? ThreadLocalRandom.current().nextLong(1L << 47) : seed;
        lines.println("seed " + first);
        try {
            Totals totals = new Campaign(campaign(first), source(lines), line -> say(lines, line)).execute();
            return (totals.verdict() == Verdict.PASS ? ExitCode.DONE : ExitCode.CHECK_FAILED).number();
        } catch (HarnessFailure | IOException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** At once, for who watches. */
    static void say(PrintWriter lines, String line) {
        lines.println(line);
        lines.flush();
    }

    private CampaignSpec campaign(long first) {
        if (rate < 1 || rate > MOST_RATE) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + "; give 1 to " + MOST_RATE);
        }
        if (nodes != 3 && nodes != 5) {
            throw new ParameterException(spec.commandLine(), "--nodes is " + nodes + "; give 3 or 5");
        }
        if (keyspaces() < 0 || keyspaces() > MOST_KEYSPACES) {
            throw new ParameterException(
                    spec.commandLine(), "--keyspaces is " + keyspaces() + "; give 0 to " + MOST_KEYSPACES);
        }
        if (endpoints != null && keyspaces() > 0) {
            throw new ParameterException(
                    spec.commandLine(), "--keyspaces makes keyspaces, which is not done to a cluster of --endpoints");
        }
        if (endpoints != null && wan) {
            throw new ParameterException(
                    spec.commandLine(), "--wan delays messages, which is not done to a cluster of --endpoints");
        }
        CampaignSpec.Shape shape = new CampaignSpec.Shape(kinds(), profile, pace, everyKind);
        CampaignSpec.Texts texts = new CampaignSpec.Texts("Fault injection", replay(), Version.current());
        return new CampaignSpec(
                first,
                duration("--time", time),
                duration("--each", each),
                LoadSpec.all(rate).inKeyspaces(keyspaces()),
                shape,
                duration("--longest-outage", longestOutage),
                out,
                texts);
    }

    private int keyspaces() {
        Integer given = keyspaces;
        return given == null ? endpoints == null ? KEYSPACES : 0 : given;
    }

    private FaultSelection kinds() {
        try {
            return FaultSelection.parse(nemesis);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--nemesis: " + e.getMessage(), e);
        }
    }

    private Duration duration(String option, String text) {
        try {
            Duration parsed = Durations.parse(text);
            if (parsed.toSeconds() >= 1) {
                return parsed;
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
        throw new ParameterException(spec.commandLine(), option + " is " + text + "; give at least 1s");
    }

    private ClusterSource source(PrintWriter lines) throws IOException {
        if (endpoints != null) {
            return new ExternalSource(endpoints);
        }
        ProcessSource source = topology == null
                ? ProcessSource.ofNodes(nodes, line -> say(lines, line))
                : ProcessSource.ofTopology(topology, line -> say(lines, line));
        return source.compiling(compilation)
                .withFailpoints(failpoints)
                .withHomes(homes == Homes.CITIES)
                .withWan(wan);
    }

    private String replay() {
        StringBuilder text = new StringBuilder("quorate jepsen run --nemesis '")
                .append(nemesis)
                .append('\'');
        if (topology != null) {
            text.append(" --topology ").append(topology);
        } else if (endpoints != null) {
            text.append(" --endpoints ").append(endpoints);
        } else {
            text.append(" --nodes ").append(nodes);
        }
        text.append(" --time 1s --each ").append(each).append(" --rate ").append(rate);
        text.append(" --keyspaces ").append(keyspaces());
        text.append(" --longest-outage ").append(longestOutage);
        if (wan) {
            text.append(" --wan");
        }
        if (homes == Homes.NONE) {
            text.append(" --homes none");
        }
        if (pace != Speed.ANY) {
            text.append(" --pace ").append(pace);
        }
        if (compilation != Compilation.ANY) {
            text.append(" --compilation ").append(compilation);
        }
        if (failpoints) {
            text.append(" --failpoints");
        }
        return text.append(everyKind ? " --every-kind" : "").toString();
    }
}
