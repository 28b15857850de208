package io.quorate.client.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a result for people or for programs. */
final class BenchReport {
    private BenchReport() {}

    static void printJson(LoadResult result, PrintWriter out) {
        out.println(new ObjectMapper().valueToTree(result).toPrettyString());
        out.flush();
    }

    static void printText(LoadResult result, PrintWriter out) {
        LoadResult.Shape shape = result.shape();
        line(
                out,
                "workload",
                "%s, %d clients on %d connections to %s",
                shape.operation(),
                shape.clients(),
                shape.connections(),
                String.join(",", shape.endpoints()));
        line(
                out,
                "data",
                "keys of %d B out of %d, values of %d B",
                shape.keySize(),
                shape.keySpace(),
                shape.valueSize());
        line(out, "operations", "%d in %.3f s", result.operations(), result.seconds());
        line(out, "throughput", "%.0f /s", result.throughputPerSecond());
        result.latency()
                .forEach((kind, latency) -> line(
                        out,
                        kind + " latency",
                        "mean %s  p50 %s  p90 %s  p99 %s  p99.9 %s  max %s",
                        time(latency.meanMicros()),
                        time(latency.p50Micros()),
                        time(latency.p90Micros()),
                        time(latency.p99Micros()),
                        time(latency.p999Micros()),
                        time(latency.maxMicros())));
        if (result.errors().isEmpty()) {
            line(out, "errors", "none");
        }
        result.errors()
                .forEach((code, failure) ->
                        line(out, "errors", "%d %s, the first: %s", failure.count(), code, failure.firstMessage()));
        LoadResult.Cost cost = result.cost();
        line(out, "response", "%.0f B/op", cost.responseBytesPerOp());
        line(out, "client CPU", "%.1f us/op", cost.clientCpuMicrosPerOp());
        if (cost.serverCpuMicrosPerOp() != null) {
            line(out, "server CPU", "%.1f us/op", cost.serverCpuMicrosPerOp());
            line(
                    out,
                    "server memory",
                    "%s MB",
                    cost.serverResidentBytes().stream()
                            .map(bytes -> Long.toString(bytes >> 20))
                            .toList());
        }
        out.flush();
    }

    private static void line(PrintWriter out, String name, String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, "%-14s", name) + " " + String.format(Locale.ROOT, format, arguments));
    }

    private static String time(double micros) {
        return micros < 1000
                ? String.format(Locale.ROOT, "%.0f us", micros)
                : String.format(Locale.ROOT, "%.2f ms", micros / 1e3);
    }
}
