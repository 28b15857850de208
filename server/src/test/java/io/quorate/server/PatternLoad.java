package io.quorate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions;
import io.quorate.client.KeyRange;
import io.quorate.client.QuorateException;
import io.quorate.server.common.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/**
 * A writer in each city to each keyspace: a new key at a steady pace, by its city's nodes in turn, whatever became of
 * those before, so that an outage is seen to within a beat.
 */
final class PatternLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BEAT_MILLIS = 20;
    private static final String PREFIX = "load/";

    private final PatternCluster cluster;
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> beats;
    private int beat;

    /** An acknowledged write; times are System.nanoTime(). */
    private record Written(String keyspace, String key, long began, long ended) {}

    /**
     * When something was broken. Outages are counted from its beginning; but a write that began before it was done may
     * still have been acknowledged by who is gone now.
     */
    record Fault(String name, long began, long done) {}

    PatternLoad(PatternCluster cluster) {
        this.cluster = cluster;
        // As many writes a second over all, however many keyspaces there are.
        long period = BEAT_MILLIS * cluster.keyspaces().size();
        beats = timer.scheduleAtFixedRate(this::write, 0, period, TimeUnit.MILLISECONDS);
    }

    private void write() {
        beat++;
        for (String keyspace : cluster.keyspaces()) {
            for (String city : cluster.cities()) {
                List<NodeId> nodes = cluster.nodesOf(city);
                write(keyspace, PREFIX + city + "/" + beat, nodes.get(beat % nodes.size()));
            }
        }
    }

    private void write(String keyspace, String key, NodeId node) {
        ByteString bytes = ByteString.copyFromUtf8(key);
        long began = System.nanoTime();
        cluster.client(node, keyspace).kv().put(bytes, bytes).whenComplete((done, failure) -> {
            if (failure == null) {
                written.add(new Written(keyspace, key, began, System.nanoTime()));
            } else if (!(cause(failure) instanceof QuorateException)) {
                surprises.add(failure);
            }
        });
    }

    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    /** From a fault to the first acknowledgement of a write that began after it, from whichever city. */
    Optional<Duration> untilWrite(Fault fault, String keyspace) {
        return written.stream()
                .filter(each -> each.keyspace().equals(keyspace) && each.began() - fault.done() >= 0)
                .map(each -> Duration.ofNanos(each.ended() - fault.began()))
                .min(Duration::compareTo);
    }

    int acknowledged() {
        return written.size();
    }

    /** RPO 0: every replica comes to have every acknowledged write. */
    void assertNothingLost() {
        assertThat(surprises).isEmpty();
        assertThat(beats.isDone()).as("the writer has ended").isFalse();
        List<Written> all = new ArrayList<>(written);
        for (String keyspace : cluster.keyspaces()) {
            Set<String> keys = all.stream()
                    .filter(each -> each.keyspace().equals(keyspace))
                    .map(Written::key)
                    .collect(Collectors.toSet());
            for (String city : cluster.cities()) {
                for (NodeId node : cluster.nodesOf(city)) {
                    Awaitility.await(node + " has all of " + keyspace)
                            .atMost(PATIENCE)
                            .pollDelay(Duration.ZERO)
                            .ignoreExceptionsMatching(failure -> cause(failure) instanceof QuorateException)
                            .untilAsserted(
                                    () -> assertThat(keysAt(node, keyspace)).containsAll(keys));
                }
            }
        }
    }

    private Set<String> keysAt(NodeId node, String keyspace) {
        GetOptions reading = GetOptions.defaults().withConsistency(GetOptions.Consistency.SERIALIZABLE);
        return cluster
                .client(node, keyspace)
                .kv()
                .get(KeyRange.prefix(ByteString.copyFromUtf8(PREFIX)), reading)
                .join()
                .entries()
                .stream()
                .map(entry -> entry.key().toStringUtf8())
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
