package io.quorate.client.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured. The component names are the names in the JSON output.
 *
 * @param operations that succeeded inside the window
 * @param latency by "read" and "write"
 * @param errors by status code
 */
record LoadResult(
        Shape shape,
        long operations,
        double seconds,
        double throughputPerSecond,
        Map<String, Latency> latency,
        Map<String, Failure> errors,
        Cost cost) {

    /** What was driven. */
    record Shape(
            String operation,
            List<String> endpoints,
            int connections,
            int clients,
            int keySize,
            int valueSize,
            long keySpace) {}

    /** Percentiles in microseconds. */
    record Latency(
            long count,
            double meanMicros,
            double p50Micros,
            double p90Micros,
            double p99Micros,
            double p999Micros,
            double maxMicros) {
        static Latency of(Histogram histogram) {
            return new Latency(
                    histogram.getTotalCount(),
                    histogram.getMean() / 1e3,
                    histogram.getValueAtPercentile(50) / 1e3,
                    histogram.getValueAtPercentile(90) / 1e3,
                    histogram.getValueAtPercentile(99) / 1e3,
                    histogram.getValueAtPercentile(99.9) / 1e3,
                    histogram.getMaxValue() / 1e3);
        }
    }

    /** How often a status code was answered, and what it said the first time. */
    record Failure(long count, String firstMessage) {}

    /**
     * What an operation took.
     *
     * @param clientCpuMicrosPerOp of this process, with its compiler and collector threads
     * @param serverCpuMicrosPerOp of the watched server processes together; null when none were watched
     * @param serverResidentBytes of each watched process, at the end
     * @param responseBytesPerOp tells reads of absent keys from reads of present ones
     */
    record Cost(
            double clientCpuMicrosPerOp,
            @Nullable Double serverCpuMicrosPerOp,
            List<Long> serverResidentBytes,
            double responseBytesPerOp) {}

    static LoadResult of(LoadPlan plan, LoadWindow.Usage opening, LoadWindow.Usage closing, LoadTotals totals) {
        LoadPlan.Target target = plan.target();
        Workload workload = plan.workload();
        long operations = totals.reads().getTotalCount() + totals.writes().getTotalCount();
        double seconds = (closing.nanoTime() - opening.nanoTime()) / 1e9;
        return new LoadResult(
                new Shape(
                        workload.name(),
                        target.endpoints().stream().map(Object::toString).toList(),
                        target.connections(),
                        target.clients(),
                        workload.keys().keySize(),
                        workload.keys().valueSize(),
                        workload.keys().keySpace()),
                operations,
                seconds,
                operations / seconds,
                latency(workload, totals),
                errors(totals),
                cost(plan, opening, closing, totals, operations));
    }

    long failures() {
        return errors.values().stream().mapToLong(Failure::count).sum();
    }

    private static Map<String, Latency> latency(Workload workload, LoadTotals totals) {
        Map<String, Latency> latency = new LinkedHashMap<>();
        if (workload.read() != null) {
            latency.put("read", Latency.of(totals.reads()));
        }
        if (workload.write() != null) {
            latency.put("write", Latency.of(totals.writes()));
        }
        return latency;
    }

    private static Map<String, Failure> errors(LoadTotals totals) {
        Map<String, Failure> errors = new TreeMap<>();
        totals.errors()
                .forEach((code, count) -> errors.put(code.name(), new Failure(count.count(), count.firstMessage())));
        return errors;
    }

    private static Cost cost(
            LoadPlan plan, LoadWindow.Usage opening, LoadWindow.Usage closing, LoadTotals totals, long operations) {
        double perOperation = operations == 0 ? 0 : 1.0 / operations;
        List<Long> resident = new ArrayList<>();
        plan.serverPids().forEach(pid -> resident.add(ProcessUsage.residentBytes(pid)));
        return new Cost(
                (closing.clientCpuMicros() - opening.clientCpuMicros()) * perOperation,
                plan.serverPids().isEmpty()
                        ? null
                        : (closing.serverCpuMicros() - opening.serverCpuMicros()) * perOperation,
                resident,
                totals.responseBytes() * perOperation);
    }
}
