package io.quorate.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.mvcc.MvccReader;
import io.quorate.server.request.OnMiss;
import io.quorate.server.request.Proven;
import io.quorate.server.request.ReadOptions;
import io.quorate.server.request.ReadPath;
import io.quorate.server.request.ReadProof;
import io.quorate.server.request.RequestFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads of nodes' own states, judged by a clock that is none of theirs: what was acknowledged longer before a read
 * began than the staleness it states is in what it saw. Links are cut meanwhile and the nodes' clocks run apart.
 */
@Tag("side-by-side")
class StalenessIT {
    private static final RangeQuery COUNTER = RangeQuery.of(KeyRange.single(Bytes.utf8("counter")));
    private static final Duration READ_TIMEOUT = Duration.ofMillis(300);
    private static final long BOUND_MILLIS = 400;
    private static final int ROUNDS = 6;
    /** Between two reads, so that the writer gets on. */
    private static final long PAUSE_NANOS = 50_000;

    @TempDir
    private Path directory;

    private TestCluster cluster;

    /** When each value was acknowledged, by the test's clock. */
    private final ConcurrentSkipListMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();

    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger local = new AtomicInteger();
    private final AtomicInteger stale = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean over;

    StalenessIT() {}

    @BeforeEach
    void start() throws IOException {
        cluster = new TestCluster(directory, 3, TestCluster.quick()).start();
        TestNode leader = cluster.awaitLeader();
        leader.clock().rate(1.01);
        cluster.others(leader).forEach(other -> other.clock().rate(0.99));
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    void shouldNeverBeStalerThanItSays() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("StalenessIT: seed " + seed);
        Random random = new Random(seed);
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(this::writeOn, "writer"));
        cluster.nodes().forEach(node -> threads.add(new Thread(() -> readOn(node), "reader " + node.id())));
        threads.forEach(Thread::start);
        try {
            Awaitility.await().atMost(TestCluster.PATIENCE).until(() -> acknowledged.size() > 50);
            for (int round = 0; round < ROUNDS; round++) {
                TestNode away = cluster.nodes().get(random.nextInt(3));
                cutOneWayOrBoth(away, random);
                awaitReads(60);
                cluster.links().healAll();
                awaitReads(60);
            }
        } finally {
            over = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
        System.out.println("StalenessIT: " + acknowledged.size() + " writes, " + local + " local reads, " + stale
                + " of them of a state that was known to be older than 100 ms, " + refused + " refused");
        assertThat(violations).isEmpty();
        assertThat(local).hasValueGreaterThan(500);
        assertThat(stale).as("reads of a node that was cut off").hasPositiveValue();
        assertThat(refused).as("reads that would have been too stale").hasPositiveValue();
    }

    private void cutOneWayOrBoth(TestNode away, Random random) {
        int shape = random.nextInt(3);
        for (TestNode other : cluster.others(away)) {
            if (shape != 1) {
                cluster.links().cutOneWay(away.id(), other.id());
            }
            if (shape != 2) {
                cluster.links().cutOneWay(other.id(), away.id());
            }
        }
    }

    /** Until so many more local reads were served, and long enough for a bound to be passed. */
    private void awaitReads(int more) {
        int before = local.get();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * BOUND_MILLIS);
        Awaitility.await()
                .atMost(TestCluster.PATIENCE)
                .until(() -> local.get() - before >= more && System.nanoTime() - until > 0);
    }

    private void writeOn() {
        for (long value = 1; !over; value++) {
            TestNode node = cluster.nodes().get((int) (value % 3));
            try {
                TestCluster.write(node, "counter", Long.toString(value), READ_TIMEOUT)
                        .join();
                acknowledged.put(System.nanoTime(), value);
            } catch (CompletionException e) {
                // Perhaps applied, perhaps not: no promise was made about it.
                assertThat(e).hasCauseInstanceOf(RequestFailure.class);
            }
        }
    }

    private void readOn(TestNode node) {
        AtomicLong token = new AtomicLong();
        for (int i = 0; !over; i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            ReadOptions options = switch (i % 4) {
                case 0 -> ReadOptions.SERIALIZABLE;
                case 1 -> ReadOptions.bounded(TimeUnit.MILLISECONDS.toNanos(BOUND_MILLIS), 0, OnMiss.ERROR);
                case 2 -> ReadOptions.bounded(TimeUnit.MILLISECONDS.toNanos(BOUND_MILLIS), 0, OnMiss.UPGRADE);
                default -> ReadOptions.session(token.get(), OnMiss.WAIT);
            };
            long begun = System.nanoTime();
            try {
                Proven<MvccReader.ReadOutcome> read = node.keyspace()
                        .read(COUNTER, options, node.clock().monotonicNanos() + READ_TIMEOUT.toNanos())
                        .join();
                judge(node, options, begun, read, token);
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(RequestFailure.class);
                refused.incrementAndGet();
            }
        }
    }

    private void judge(
            TestNode node, ReadOptions options, long begun, Proven<MvccReader.ReadOutcome> read, AtomicLong token) {
        MvccReader.Found found = (MvccReader.Found) read.value();
        long seen = found.result().kvs().isEmpty()
                ? 0
                : Long.parseLong(new String(found.result().kvs().get(0).value().array(), StandardCharsets.UTF_8));
        ReadProof proof = read.proof();
        if (found.revision() < token.get()) {
            violations.add(node.id() + " went back from " + token + " to " + found.revision());
        }
        token.accumulateAndGet(found.revision(), Math::max);
        if (proof.path() == ReadPath.LOCAL) {
            local.incrementAndGet();
        }
        if (proof.stalenessMillis() == ReadProof.UNKNOWN) {
            return;
        }
        if (proof.stalenessMillis() > 100) {
            stale.incrementAndGet();
        }
        if (options.maxStalenessNanos() > 0 && proof.stalenessMillis() > BOUND_MILLIS) {
            violations.add(node.id() + " served " + proof + " to " + options);
        }
        Map.Entry<Long, Long> promised =
                acknowledged.floorEntry(begun - TimeUnit.MILLISECONDS.toNanos(proof.stalenessMillis()));
        if (promised != null && seen < promised.getValue()) {
            violations.add(node.id() + " saw " + seen + " but " + promised.getValue() + " was acknowledged before: "
                    + proof + ", " + options);
        }
    }
}
