package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyRange;
import io.quorate.client.KvClient;
import io.quorate.server.common.NodeId;
import io.quorate.server.topology.CityOutlook;
import io.quorate.server.topology.Cost;
import io.quorate.server.topology.KeyspacePlan;
import io.quorate.server.topology.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How long requests take from each city, one after the other and undisturbed, against what the plan says they wait for.
 */
final class PatternLatency {
    private static final int REQUESTS = 20;
    private static final int ATTEMPTS = 3;
    /** Of what the plan says; and what a machine that runs all nodes and relays may add. */
    private static final double TOLERANCE = 0.15;

    private static final Duration ALLOWANCE = Duration.ofMillis(3);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final ByteString KEY = ByteString.copyFromUtf8("latency");
    private static final KeyRange RANGE = KeyRange.single(KEY);
    private static final GetOptions READ = GetOptions.defaults();

    private final PatternCluster cluster;
    private final Map<Series, Duration> alone = new HashMap<>();
    private final Map<Series, Duration> measured = new LinkedHashMap<>();

    /** What a client can ask for, and how it does. */
    enum Request {
        WRITE,
        LINEARIZABLE,
        BOUNDED,
        SESSION,
        SERIALIZABLE;

        CompletableFuture<?> call(KvClient kv) {
            return switch (this) {
                case WRITE -> kv.put(KEY, KEY);
                case LINEARIZABLE -> kv.get(RANGE, READ);
                case BOUNDED -> kv.get(RANGE, READ.withMaxStaleness(FRESH));
                case SESSION -> kv.get(RANGE, READ.withSession(1));
                case SERIALIZABLE -> kv.get(RANGE, READ.withConsistency(GetOptions.Consistency.SERIALIZABLE));
            };
        }

        @Nullable
        Cost planned(CityOutlook city) {
            return switch (this) {
                case WRITE -> city.write();
                case LINEARIZABLE -> city.linearizable();
                case BOUNDED -> city.bounded() ? Cost.NOTHING : null;
                case SESSION, SERIALIZABLE -> city.local() ? Cost.NOTHING : null;
            };
        }
    }

    /** Requests of one kind. */
    record Series(String keyspace, String city, Request request) {}

    /**
     * What came out: medians.
     *
     * @param alone with links that take no time
     * @param measured with those of the topology
     */
    record Row(Series series, Duration planned, Duration alone, Duration measured) {}

    PatternLatency(PatternCluster cluster) {
        this.cluster = cluster;
    }

    /** Measures both. What another program disturbed is measured again. */
    List<Row> measure() throws IOException {
        Map<Series, Duration> planned = planned();
        cluster.withoutDelay();
        planned.keySet().forEach(this::median); // warm-up
        planned.keySet().forEach(series -> alone.put(series, median(series)));
        cluster.mend();
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            planned.keySet().stream()
                    .filter(series -> !isWithin(series, planned))
                    .toList()
                    .forEach(series -> measured.merge(
                            series, median(series), (before, now) -> before.compareTo(now) < 0 ? before : now));
        }
        List<Row> rows = new ArrayList<>();
        planned.forEach((series, time) -> rows.add(new Row(series, time, of(alone, series), of(measured, series))));
        System.out.println("patterns: " + rows);
        assertThat(rows).allSatisfy(row -> assertThat(row.measured()).isGreaterThanOrEqualTo(row.planned()));
        return rows;
    }

    /** Holds it against the plan, too. */
    List<Row> check() throws IOException {
        List<Row> rows = measure();
        Map<Series, Duration> planned = planned();
        assertThat(rows)
                .allSatisfy(row -> assertThat(isWithin(row.series(), planned))
                        .as(row.toString())
                        .isTrue());
        return rows;
    }

    private boolean isWithin(Series series, Map<Series, Duration> planned) {
        Duration time = measured.get(series);
        if (time == null) {
            return false;
        }
        long most = (long) (of(planned, series).toNanos() * (1 + TOLERANCE));
        return time.toNanos() <= most + of(alone, series).plus(ALLOWANCE).toNanos();
    }

    private static Duration of(Map<Series, Duration> times, Series series) {
        return Optional.ofNullable(times.get(series)).orElseThrow();
    }

    private Map<Series, Duration> planned() {
        Map<Series, Duration> planned = new LinkedHashMap<>();
        for (KeyspacePlan keyspace :
                Plan.of(cluster.topology(), cluster.topology().groups()).keyspaces()) {
            for (CityOutlook city : keyspace.healthy().cities()) {
                for (Request request : Request.values()) {
                    Cost cost = request.planned(city);
                    if (cost != null && !isTooSlow(keyspace, city, request)) {
                        planned.put(new Series(keyspace.group().keyspace(), city.city(), request), cost.time());
                    }
                }
            }
        }
        return planned;
    }

    /** A known limitation: without a leader lease, nodes that do not lead learn late that they may answer. */
    private boolean isTooSlow(KeyspacePlan keyspace, CityOutlook city, Request request) {
        NodeId leader = Optional.ofNullable(keyspace.healthy().leader()).orElseThrow();
        return request == Request.LINEARIZABLE
                && !keyspace.group().leaderLease()
                && !cluster.isIn(leader.value(), city.city());
    }

    /** By the node of the city by which it takes least: which is what the plan speaks of. */
    private Duration median(Series series) {
        return cluster.nodesOf(series.city()).stream()
                .map(node -> median(node, series))
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private Duration median(NodeId node, Series series) {
        KvClient kv = cluster.client(node, series.keyspace()).kv();
        long[] nanos = new long[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long began = System.nanoTime();
            series.request().call(kv).join();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[REQUESTS / 2]);
    }
}
