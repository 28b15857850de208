package io.quorate.server;

import io.quorate.client.cli.ExitCode;
import io.quorate.client.cli.OutputFormat;
import io.quorate.server.bootstrap.PlanInput;
import io.quorate.server.config.ClusterConfig;
import io.quorate.server.config.ConfigException;
import io.quorate.server.config.Support;
import io.quorate.server.config.TopologyReader;
import io.quorate.server.topology.FaultCases;
import io.quorate.server.topology.Geography;
import io.quorate.server.topology.Group;
import io.quorate.server.topology.Plan;
import io.quorate.server.topology.Topology;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a topology survives and what it costs, before anything runs. Asks no server. */
@Command(
        name = "plan",
        description = {
            "Says of a topology, per keyspace and fault, what still reads and writes and",
            "from where, what is lost (RPO), how long writes are away (RTO), and what",
            "they cost in round trips; and whether the stated goals can be met.",
            "Nothing is asked of any server."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every stated goal can be met, or none is stated",
            "1:the file cannot be used; each problem with its line",
            "2:wrong usage",
            "5:a stated goal cannot be met; the counter-example is shown"
        })
public final class PlanCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The topology.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Option(names = "--keyspace", paramLabel = "NAME", description = "This keyspace only.")
    private @Nullable String keyspace;

    @Option(
            names = "--faults",
            paramLabel = "single|double",
            defaultValue = "single",
            description = "List single faults, and count pairs of them (default); or list the pairs as well that stop"
                    + " or lose what neither part does alone.")
    private Faults faults = Faults.SINGLE;

    @Option(
            names = "--output",
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print (default table).")
    private OutputFormat format = OutputFormat.TABLE;

    /** How many faults at once are listed. */
    enum Faults {
        SINGLE,
        DOUBLE
    }

    @Override
    public Integer call() {
        try {
            ClusterConfig cluster = TopologyReader.read(file);
            Geography geography = PlanInput.geography(cluster);
            if (FaultCases.count(geography) > FaultCases.MAX) {
                tell(file + ": " + FaultCases.count(geography) + " single faults are more than " + FaultCases.MAX
                        + ", which are tried at most; plan a part of the topology");
                return ExitCode.FAILED.number();
            }
            Topology topology = PlanInput.topology(cluster, geography);
            Plan plan = Plan.of(topology, chosen(topology));
            print(new PlanReport(plan, Support.refusals(cluster), Support.caveats(cluster), faults == Faults.DOUBLE));
            return (plan.verdict() == Plan.Verdict.NOT_MET ? ExitCode.CHECK_FAILED : ExitCode.DONE).number();
        } catch (ConfigException e) {
            e.problems().forEach(problem -> tell(problem.toString()));
            return ExitCode.FAILED.number();
        }
    }

    private List<Group> chosen(Topology topology) {
        List<Group> chosen = topology.groups().stream()
                .filter(group -> keyspace == null || group.keyspace().equals(keyspace))
                .toList();
        if (chosen.isEmpty()) {
            String known = topology.groups().stream().map(Group::keyspace).collect(Collectors.joining(", "));
            throw new ParameterException(
                    spec.commandLine(), "--keyspace: there is no keyspace '" + keyspace + "'; known are " + known);
        }
        return chosen;
    }

    private void print(PlanReport report) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(format == OutputFormat.JSON ? PlanJson.of(report) : PlanTables.of(report));
        out.flush();
    }

    private void tell(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("quorate plan: " + message);
        err.flush();
    }
}
