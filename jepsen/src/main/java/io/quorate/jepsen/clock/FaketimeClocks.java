package io.quorate.jepsen.clock;

import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.FaultFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Clocks by libfaketime. A step moves the wall clock alone: the monotonic one is real, and waits are exact. A process
 * with a rate has both faked, so its wall clock cannot be stepped while it runs.
 */
public final class FaketimeClocks implements Clocks {
    private static final String LIBRARY = "libfaketimeMT.so.1";
    private static final List<Path> PLACES = List.of(Path.of("/usr/lib"), Path.of("/usr/local/lib"));
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MOST_TOLERANCE = Duration.ofMillis(400);
    private static final Duration LEAST_TOLERANCE = Duration.ofMillis(50);
    private static final long PAUSE_NANOS = 15_000_000;
    private static final double RIGHT = 1.0;
    private static final double LEAST_RATE_ERROR = 0.02;

    private static final class NodeClock {
        private final Path file;
        private Duration offset = Duration.ZERO;
        private double nextRate = RIGHT;
        private double rate = RIGHT;

        NodeClock(Path file) {
            this.file = file;
        }
    }

    private final Path library;
    private final List<String> names;
    private final List<NodeClock> clocks = new ArrayList<>();
    private final ShownTime shown;
    private final Duration patience;

    /**
     * Of right clocks.
     *
     * @param library see {@link #find}
     * @param directory for one small file a node
     */
    public FaketimeClocks(Path library, Path directory, List<String> names, ShownTime shown) throws IOException {
        this(library, directory, names, shown, PATIENCE);
    }

    FaketimeClocks(Path library, Path directory, List<String> names, ShownTime shown, Duration patience)
            throws IOException {
        this.library = library;
        this.names = List.copyOf(names);
        this.shown = shown;
        this.patience = patience;
        for (String name : names) {
            NodeClock clock = new NodeClock(directory.resolve("clock-" + name));
            clocks.add(clock);
            write(clock);
        }
    }

    /** The library on this machine; empty when it is not installed. */
    public static Optional<Path> find() throws IOException {
        for (Path place : PLACES) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.find(place, 3, (path, attributes) -> path.endsWith(LIBRARY))) {
                    Optional<Path> found = files.findFirst();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The environment of the node's next process; to be asked for at each start. */
    public Map<String, String> startingEnvironment(int node) throws IOException {
        NodeClock clock = clocks.get(node);
        clock.rate = clock.nextRate;
        write(clock);
        Map<String, String> environment = new HashMap<>();
        environment.put("LD_PRELOAD", library.toString());
        environment.put("FAKETIME_TIMESTAMP_FILE", clock.file.toString());
        environment.put("FAKETIME_CACHE_DURATION", "1");
        if (clock.rate == RIGHT) {
            environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            // Else timed waits of the JVM return at once.
            environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
        }
        return environment;
    }

    /** Removes what the library leaves behind when its process is killed. */
    public static void forget(long pid) throws IOException {
        for (String name : List.of("faketime_shm_", "sem.faketime_sem_")) {
            Files.deleteIfExists(Path.of("/dev/shm", name + pid));
        }
    }

    /** Replaced as a whole: a file that is being rewritten could be read half. */
    private static void write(NodeClock clock) throws IOException {
        String offset = String.format(Locale.ROOT, "%+.3f", clock.offset.toMillis() / 1e3);
        String rate = clock.rate == RIGHT ? "" : String.format(Locale.ROOT, " x%.6f", clock.rate);
        Path fresh = clock.file.resolveSibling(clock.file.getFileName() + ".new");
        Files.writeString(fresh, offset + rate + "\n");
        Files.move(fresh, clock.file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void step(int node, Duration offset) throws FaultFailed {
        NodeClock clock = clocks.get(node);
        if (!shown.isRunning(node)) {
            throw new FaultFailed(names.get(node) + " does not run, so nobody can see what its clock shows");
        }
        if (clock.rate != RIGHT) {
            throw new FaultFailed(names.get(node) + " runs at a rate of " + clock.rate + ", so its clock stays");
        }
        Duration change = offset.minus(clock.offset).abs();
        set(node, offset);
        verify(node, change);
    }

    private void set(int node, Duration offset) throws FaultFailed {
        NodeClock clock = clocks.get(node);
        clock.offset = offset;
        try {
            write(clock);
        } catch (IOException e) {
            throw new FaultFailed("the clock of " + names.get(node) + " cannot be set: " + e.getMessage(), e);
        }
    }

    /** Until it is known so well that the clock cannot be where it was before. */
    private void verify(int node, Duration change) throws FaultFailed {
        Duration offset = clocks.get(node).offset;
        Duration half = change.dividedBy(2);
        Duration tolerance = half.compareTo(MOST_TOLERANCE) > 0 ? MOST_TOLERANCE : half;
        if (tolerance.compareTo(LEAST_TOLERANCE) < 0) {
            tolerance = LEAST_TOLERANCE;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        OffsetRange range = new OffsetRange();
        IOException failure = new IOException("it answered each time");
        while (System.nanoTime() - deadline < 0) {
            try {
                Instant before = Instant.now();
                Instant second = shown.wall(node);
                range.shown(second, before, Instant.now());
            } catch (IOException e) {
                failure = e;
            }
            if (range.is(offset, tolerance)) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new FaultFailed(
                names.get(node) + " was to show a clock that is " + offset + " ahead, and it is " + range, failure);
    }

    @Override
    public void rate(int node, double rate) throws FaultFailed {
        if (rate <= 0 || rate > 100) {
            throw new IllegalArgumentException("a rate of " + rate);
        }
        clocks.get(node).nextRate = rate;
    }

    @Override
    public Duration uptime(int node) throws FaultFailed {
        try {
            return shown.uptime(node);
        } catch (IOException e) {
            throw new FaultFailed(names.get(node) + " does not show its clock: " + e.getMessage(), e);
        }
    }

    /** Throws unless the running process' monotonic clock goes at the rate that it was started with. */
    public void verifyRate(int node) throws FaultFailed {
        double rate = clocks.get(node).rate;
        // So narrow that a right clock cannot be taken for a wrong one.
        double narrow = Math.max(LEAST_RATE_ERROR, Math.abs(rate - RIGHT) * 2 / 3);
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            RateRange range = new RateRange();
            do {
                LockSupport.parkNanos(PAUSE_NANOS);
                long before = System.nanoTime();
                Duration uptime = shown.uptime(node);
                range.shown(uptime.toNanos(), before, System.nanoTime());
            } while (range.width() > narrow && range.contains(rate) && System.nanoTime() - deadline < 0);
            if (range.width() > narrow || !range.contains(rate)) {
                throw new FaultFailed(names.get(node) + " was to run at a rate of " + rate + ", and it is " + range);
            }
        } catch (IOException e) {
            throw new FaultFailed(names.get(node) + " does not show its clock: " + e.getMessage(), e);
        }
    }

    @Override
    public void healAll() throws FaultFailed {
        for (int node = 0; node < clocks.size(); node++) {
            NodeClock clock = clocks.get(node);
            clock.nextRate = RIGHT;
            Duration change = clock.offset.abs();
            boolean running = shown.isRunning(node);
            if (running && clock.rate != RIGHT) {
                clock.offset = Duration.ZERO;
            } else if (!change.isZero()) {
                set(node, Duration.ZERO);
                if (running) {
                    verify(node, change);
                }
            }
        }
    }
}
