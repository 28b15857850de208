package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A follower stays away until every other node has purged the log that it needs next, so that it must take a snapshot.
 * The log goes by whole segments, so this writes until the segment of that time is gone.
 */
final class SnapshotInstall extends NodeFault {
    private static final int CHUNK_BYTES = 2 << 20;
    private static final int MOST_BYTES = 96 << 20;
    private static final String INSTALLED = "event=\"snapshot installed\"";

    private long logLength;
    private String seen = "";

    SnapshotInstall(FaultSpec spec) {
        super(spec);
    }

    @Override
    public Claim aim(FaultContext context) throws FaultSkipped {
        return super.aim(context).exclusively();
    }

    @Override
    public Optional<String> notYet(FaultContext context) {
        return context.agree(context.all()) ? Optional.empty() : Optional.of("not all nodes agree on a leader");
    }

    @Override
    public String install(FaultContext context) throws FaultFailed, InterruptedException {
        long begun = context.nanos();
        context.processes().kill(nodes());
        int written = writeUntilPurged(context, nodes());
        logLength = length(context.cluster().log(node()));
        context.processes().start(node());
        return context.name(node()) + " was away while " + (written >> 20)
                + " MiB were written and the log purged, for " + context.since(begun);
    }

    /** Ends when no running node has the log any more that is being written now. */
    static int writeUntilPurged(FaultContext context, Set<Integer> away) throws FaultFailed, InterruptedException {
        Set<Integer> rest = context.others(away);
        long open = 0;
        for (int node : rest) {
            open = Math.max(open, segment(context, node));
        }
        int written = 0;
        while (!purged(context, rest, open)) {
            if (written >= MOST_BYTES) {
                throw new FaultFailed("the log was not purged within " + (written >> 20) + " MiB");
            }
            context.keyspace().admin().write(CHUNK_BYTES);
            written += CHUNK_BYTES;
            // Snapshots are taken in the background.
            context.pause(Duration.ofMillis(50));
        }
        return written;
    }

    private static long segment(FaultContext context, int node) throws FaultFailed {
        OptionalLong open = new GroupFiles(context, node).segmentInProgress();
        return open.orElseThrow(() -> new FaultFailed(context.name(node) + " has no log in progress"));
    }

    private static boolean purged(FaultContext context, Set<Integer> nodes, long open) throws FaultFailed {
        for (int node : nodes) {
            OptionalLong begins = new GroupFiles(context, node).logBegins();
            if (begins.isEmpty() || begins.getAsLong() <= open) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean healed(FaultContext context) throws FaultFailed, InterruptedException {
        if (!super.healed(context) || !installed(context, node(), logLength)) {
            return false;
        }
        seen = "a snapshot was installed";
        return true;
    }

    @Override
    public String epilogue() {
        return seen;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }

    static boolean installed(FaultContext context, int node, long from) throws FaultFailed {
        return says(context, node, from, INSTALLED);
    }

    /** Whether the node's output says so of the keyspace's group, behind the first so many bytes. */
    static boolean says(FaultContext context, int node, long from, String what) throws FaultFailed {
        Path log = context.cluster().log(node);
        String group = context.keyspace().group();
        try (var bytes = Files.newByteChannel(log)) {
            bytes.position(Math.min(from, bytes.size()));
            byte[] tail = java.nio.channels.Channels.newInputStream(bytes).readAllBytes();
            return new String(tail, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.contains(what) && line.contains(group));
        } catch (IOException e) {
            throw new FaultFailed("cannot read " + log, e);
        }
    }

    static long length(Path log) throws FaultFailed {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw new FaultFailed("cannot read " + log, e);
        }
    }
}
