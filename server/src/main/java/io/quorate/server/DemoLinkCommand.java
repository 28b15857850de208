package io.quorate.server;

import io.quorate.server.config.Quantity;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Changes the links of a running demo. */
@Command(
        name = "link",
        description = {
            "Cuts, delays and heals links between the nodes of a running demo.",
            "Of one that was started with --wan. A place is a node, a zone or a city. Clients",
            "still reach every node."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoLinkCommand.Cut.class,
            DemoLinkCommand.Isolate.class,
            DemoLinkCommand.Delay.class,
            DemoLinkCommand.Heal.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it has taken effect",
            "1:failed",
            "2:wrong usage, or no such place",
            "3:no such demo runs; nothing was done"
        })
final class DemoLinkCommand implements Runnable {
    private static final String ONE_WAY = "Only bytes from FROM to TO; those back pass as before.";
    private static final String RESET =
            "Reset connections, as a firewall that rejects; unless given, bytes vanish and nobody is told.";
    private static final String PLACE = "A node, zone or city.";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before run()
    private DemoCommand demo;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** What changes have in common. */
    private abstract static class Change implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private DemoLinkCommand parent;

        /** What to ask the demo for. Names no class of JSON: picocli looks at every signature, at every start. */
        abstract Map<String, Object> request();

        @Override
        public Integer call() {
            Map<String, Object> request = request();
            return DemoOutput.of(spec, () -> new DemoClient(parent.demo.directory()).change(spec.name(), request));
        }

        Duration duration(String what, String text) {
            return Quantity.duration(text)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(),
                            what + ": '" + text + "' is no duration; give one such as 15ms or 0.5ms"));
        }

        ParameterException wrong(String message) {
            return new ParameterException(spec.commandLine(), message);
        }
    }

    /** Between two places. */
    @Command(
            name = "cut",
            description = {
                "Cuts the links between two places.",
                "No byte passes any more, on whatever connection. What was on its way is held,",
                "as TCP would send it again, and arrives after healing."
            },
            mixinStandardHelpOptions = true)
    static final class Cut extends Change {
        @Parameters(index = "0", paramLabel = "FROM", description = PLACE)
        private String from = "";

        @Parameters(index = "1", paramLabel = "TO", description = "Another.")
        private String to = "";

        @Option(names = "--one-way", description = ONE_WAY)
        private boolean oneWay;

        @Option(names = "--reset", description = RESET)
        private boolean reset;

        @Override
        Map<String, Object> request() {
            return Map.of("from", from, "to", to, "oneWay", oneWay, "reset", reset);
        }
    }

    /** Of a place and all others. */
    @Command(
            name = "isolate",
            description = {
                "Cuts a node, zone or city off from all others.",
                "Both ways: the rest has lost it. Links within it still work, and clients still",
                "reach its nodes."
            },
            mixinStandardHelpOptions = true)
    static final class Isolate extends Change {
        @Parameters(index = "0", paramLabel = "PLACE", description = PLACE)
        private String place = "";

        @Option(names = "--reset", description = RESET)
        private boolean reset;

        @Override
        Map<String, Object> request() {
            return Map.of("place", place, "reset", reset);
        }
    }

    /** Between two places. */
    @Command(
            name = "delay",
            description = {
                "Changes how long bytes between two places take.",
                "In each direction: a round trip takes twice as long. What is cut stays cut."
            },
            mixinStandardHelpOptions = true)
    static final class Delay extends Change {
        @Parameters(index = "0", paramLabel = "FROM", description = PLACE)
        private String from = "";

        @Parameters(index = "1", paramLabel = "TO", description = "Another.")
        private String to = "";

        @Parameters(index = "2", paramLabel = "DELAY", description = "Such as 15ms or 0.5ms; at most 1m.")
        private String delay = "";

        @Option(
                names = "--jitter",
                paramLabel = "DURATION",
                defaultValue = "0",
                description = "By how much they may take longer (default 0).")
        private String jitter = "0";

        @Option(names = "--one-way", description = ONE_WAY)
        private boolean oneWay;

        @Override
        Map<String, Object> request() {
            return Map.of(
                    "from", from,
                    "to", to,
                    "oneWay", oneWay,
                    "delayMs", DemoLink.millis(duration("DELAY", delay)),
                    "jitterMs", DemoLink.millis(duration("--jitter", jitter)));
        }
    }

    /** Back to the topology. */
    @Command(
            name = "heal",
            description = {
                "Makes links what the topology says again.",
                "Nothing cut, the usual delay. All links; with FROM, those between it and all",
                "others; with TO, those between the two. Connections that were opened during a",
                "cut are reset."
            },
            mixinStandardHelpOptions = true)
    static final class Heal extends Change {
        @Parameters(index = "0", arity = "0..1", paramLabel = "FROM", description = PLACE)
        private @Nullable String from;

        @Parameters(index = "1", arity = "0..1", paramLabel = "TO", description = "Another.")
        private @Nullable String to;

        @Option(names = "--one-way", description = ONE_WAY)
        private boolean oneWay;

        @Override
        Map<String, Object> request() {
            if (oneWay && to == null) {
                throw wrong("--one-way needs FROM and TO");
            }
            if (from == null) {
                return Map.of();
            }
            return to == null ? Map.of("place", from) : Map.of("from", from, "to", to, "oneWay", oneWay);
        }
    }
}
