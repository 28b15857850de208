package io.quorate.jepsen.nemesis;

import io.quorate.jepsen.cluster.Clocks;
import io.quorate.jepsen.cluster.Cluster;
import io.quorate.jepsen.cluster.Disks;
import io.quorate.jepsen.cluster.Failpoints;
import io.quorate.jepsen.cluster.FaultFailed;
import io.quorate.jepsen.cluster.Network;
import io.quorate.jepsen.cluster.NodeSpec;
import io.quorate.jepsen.cluster.Plugs;
import io.quorate.jepsen.core.LeaderSample;
import io.quorate.jepsen.nemesis.Links.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A cluster that exists in memory only, in a time of its own. Nodes start within a second, a connected majority elects
 * a leader within another, and what the nemesis does is written into a journal. Any act can be made to fail.
 */
final class FakeCluster implements Cluster, Network, Disks, Clocks, Plugs, LeaderWatch, Admin, Pace {
    private static final long START_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long ELECTION_NANOS = Duration.ofMillis(900).toNanos();
    private static final String GROUP = FakeFiles.GROUP;

    /** One node as it is. */
    private static final class Node {
        private boolean running = true;
        private boolean paused;
        private boolean stalled;
        private boolean full;
        private boolean failed;
        private boolean slowDisk;
        private String damaged = "";
        private boolean behind;
        private long startedAt = -START_NANOS;
        private Optional<Integer> exitCode = Optional.empty();
        private Duration clockOffset = Duration.ZERO;
        private double rate = 1.0;
        private double nextRate = 1.0;
        private int endsWith = -1;
    }

    private final List<NodeSpec> specs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Path directory;
    private final Set<Link> cuts = new HashSet<>();
    private final Set<Link> slow = new HashSet<>();
    private final List<String> journal = new ArrayList<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private final List<Runnable> everyMoment = new ArrayList<>();
    final FakeFailpoints failpoints = new FakeFailpoints(this);
    final FakeKeyspaces keyspaces = new FakeKeyspaces(this);
    private long now;
    private int leader;
    private long term = 1;
    private long leaderLostAt = -1;
    private int chunksWritten;

    FakeCluster(Path directory, int size) {
        this.directory = directory;
        List<String> cities = List.of("shanghai", "shanghai", "hangzhou", "beijing", "beijing");
        for (int node = 0; node < size; node++) {
            specs.add(new NodeSpec("n" + (node + 1), cities.get(node), "zone-" + node, "127.0.0.1", 1, 1));
            nodes.add(new Node());
            files(node);
        }
    }

    // ---- what a test does and asks

    NemesisPorts ports() {
        KeyspacePorts only = new KeyspacePorts(0, "default", "default", this, this);
        return new NemesisPorts(this, List.of(only), keyspaces, Timing.defaults());
    }

    List<String> journal() {
        return journal;
    }

    /** The next so many acts of that name fail. */
    void failNext(String act, int times) {
        failures.put(act, times);
    }

    /** After the pause of every turn. */
    void atEveryMoment(Runnable look) {
        everyMoment.add(look);
    }

    void crash(int node, int code) {
        end(node, code);
    }

    void elect(int node) {
        leader = node;
        term++;
    }

    int leading() {
        settle();
        return leader;
    }

    /** What is not as it was in the beginning; empty when all is well. */
    List<String> wounds() {
        List<String> wounds = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            Node each = nodes.get(node);
            if (!each.running || each.paused || each.stalled || each.full || each.failed || each.slowDisk) {
                wounds.add(name(node) + " is down, stopped or has a bad disk");
            }
            if (!each.damaged.isEmpty() || each.rate != 1.0 || !each.clockOffset.isZero()) {
                wounds.add(name(node) + " is damaged or has a wrong clock");
            }
        }
        cuts.forEach(link -> wounds.add("cut " + link));
        slow.forEach(link -> wounds.add("slow " + link));
        return wounds;
    }

    /** Whether some majority of nodes is up, and all links among these are whole. */
    boolean hasConnectedMajority() {
        int size = nodes.size();
        for (int set = 0; set < 1 << size; set++) {
            if (Integer.bitCount(set) == Quorum.majority(size) && isWhole(set)) {
                return true;
            }
        }
        return false;
    }

    private boolean isWhole(int set) {
        List<Integer> members = IntStream.range(0, nodes.size())
                .filter(node -> (set & 1 << node) != 0)
                .boxed()
                .toList();
        return members.stream()
                .allMatch(node -> isUp(node) && members.stream().allMatch(other -> connected(node, other)));
    }

    private boolean isUp(int node) {
        Node each = nodes.get(node);
        return each.running && !each.paused && !each.stalled && now - each.startedAt >= START_NANOS;
    }

    private boolean connected(int one, int other) {
        return !cuts.contains(new Link(one, other)) && !cuts.contains(new Link(other, one));
    }

    // ---- time and leadership

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void pause(Duration time) {
        now += time.toNanos();
        everyMoment.forEach(Runnable::run);
        for (int node = 0; node < nodes.size(); node++) {
            Node each = nodes.get(node);
            if (each.running && each.endsWith >= 0 && now - each.startedAt >= START_NANOS / 2) {
                end(node, each.endsWith);
            }
        }
        settle();
        keyspaces.goHome();
    }

    private void settle() {
        if (canLead(leader)) {
            leaderLostAt = -1;
            return;
        }
        if (leaderLostAt < 0) {
            leaderLostAt = now;
        }
        if (now - leaderLostAt < ELECTION_NANOS) {
            return;
        }
        for (int step = 1; step <= nodes.size(); step++) {
            int candidate = (leader + step) % nodes.size();
            if (canLead(candidate)) {
                elect(candidate);
                leaderLostAt = -1;
                return;
            }
        }
    }

    boolean canLead(int node) {
        long voters = IntStream.range(0, nodes.size())
                .filter(other -> isUp(other) && connected(node, other))
                .count();
        return isUp(node) && voters >= Quorum.majority(nodes.size());
    }

    @Override
    public Optional<NodeView> view(int node) {
        settle();
        if (!isUp(node)) {
            return Optional.empty();
        }
        boolean knows = leaderLostAt < 0 && connected(node, leader);
        return Optional.of(new NodeView(new LeaderSample(now, node, knows ? leader : -1, term), now / 1_000_000));
    }

    // ---- processes

    @Override
    public List<NodeSpec> nodes() {
        return specs;
    }

    @Override
    public void start(int node) throws IOException {
        Node each = nodes.get(node);
        if (each.running) {
            return;
        }
        act("start", node);
        if (fails("start")) {
            throw new IOException("start is made to fail");
        }
        each.running = true;
        each.startedAt = now;
        each.rate = each.nextRate;
        each.exitCode = Optional.empty();
        each.endsWith = each.full ? 16 : damageOf(node);
        files(node);
        if (each.behind) {
            each.behind = false;
            FakeFiles.print(
                    log(node),
                    "ts=now level=INFO at=RatisSnapshots event=\"snapshot installed\" group=\"default\" index=\"7\"");
        }
    }

    private int damageOf(int node) {
        Node each = nodes.get(node);
        boolean log = each.damaged.contains("raft");
        if (each.damaged.isEmpty() || !Files.exists(data(node).resolve(log ? GROUP : GROUP + "/db"))) {
            each.damaged = "";
            return -1;
        }
        return log ? 13 : 14;
    }

    @Override
    public boolean isRunning(int node) {
        return nodes.get(node).running;
    }

    @Override
    public void kill(Set<Integer> which) throws FaultFailed {
        check("kill", which);
        which.forEach(node -> end(node, 137));
    }

    @Override
    public boolean terminate(int node, Duration patience) throws FaultFailed {
        check("terminate", Set.of(node));
        if (nodes.get(node).running) {
            end(node, fails("terminate cleanly") ? 143 : 0);
        }
        return true;
    }

    private void end(int node, int code) {
        Node each = nodes.get(node);
        if (each.running) {
            each.running = false;
            each.paused = false;
            each.endsWith = -1;
            each.exitCode = Optional.of(code);
        }
    }

    @Override
    public void pause(int node) throws FaultFailed {
        check("pause", Set.of(node));
        nodes.get(node).paused = true;
    }

    @Override
    public void resume(int node) throws FaultFailed {
        if (nodes.get(node).paused) {
            check("resume", Set.of(node));
            nodes.get(node).paused = false;
        }
    }

    @Override
    public Optional<Integer> exitCode(int node) {
        return nodes.get(node).exitCode;
    }

    @Override
    public Path log(int node) {
        return directory.resolve(name(node) + ".log");
    }

    @Override
    public Path data(int node) {
        return directory.resolve(name(node));
    }

    @Override
    public Optional<Network> network() {
        return Optional.of(this);
    }

    @Override
    public Optional<Disks> disks() {
        return Optional.of(this);
    }

    @Override
    public Optional<Failpoints> failpoints() {
        return Optional.of(failpoints);
    }

    @Override
    public Optional<Clocks> clocks() {
        return Optional.of(this);
    }

    @Override
    public Optional<Plugs> plugs() {
        return Optional.of(this);
    }

    @Override
    public void close() {}

    @Override
    public void unplug(int node) throws FaultFailed {
        for (int step = 1; step < nodes().size(); step++) {
            int other = (node + step) % nodes().size();
            cut(node, other, Cut.DROP);
            cut(other, node, Cut.DROP);
        }
    }

    @Override
    public void plug(int node) throws FaultFailed {
        for (int step = 1; step < nodes().size(); step++) {
            heal(node, (node + step) % nodes().size());
            heal((node + step) % nodes().size(), node);
        }
    }

    // ---- links

    @Override
    public void cut(int from, int to, Cut how) throws FaultFailed {
        check("cut", Set.of(from, to));
        cuts.add(new Link(from, to));
    }

    @Override
    public void heal(int from, int to) throws FaultFailed {
        check("heal", Set.of(from, to));
        cuts.remove(new Link(from, to));
    }

    @Override
    public void slow(int from, int to, Duration delay, Duration jitter) throws FaultFailed {
        shape("slow", new Link(from, to), delay.isZero());
    }

    @Override
    public void throttle(int from, int to, long bytesPerSecond) throws FaultFailed {
        shape("throttle", new Link(from, to), bytesPerSecond == 0);
    }

    private void shape(String act, Link link, boolean ends) throws FaultFailed {
        check(act, Set.of(link.from(), link.to()));
        if (ends) {
            slow.remove(link);
        } else {
            slow.add(link);
        }
    }

    @Override
    public void verify(int from, int to) throws FaultFailed {
        if (fails("verify")) {
            throw new FaultFailed("verify is made to fail");
        }
    }

    @Override
    public long delivered(int from, int to) {
        return 0;
    }

    // ---- disks

    @Override
    public void losePower(Set<Integer> which) throws FaultFailed {
        check("losePower", which);
        which.forEach(node -> end(node, 137));
    }

    @Override
    public void stall(int node) throws FaultFailed {
        check("stall", Set.of(node));
        nodes.get(node).stalled = true;
    }

    @Override
    public void unstall(int node) throws FaultFailed {
        check("unstall", Set.of(node));
        nodes.get(node).stalled = false;
    }

    @Override
    public void slow(int node, int operationsPerSecond) throws FaultFailed {
        check("slowDisk", Set.of(node));
        nodes.get(node).slowDisk = operationsPerSecond > 0;
    }

    @Override
    public void fill(int node) throws FaultFailed {
        check("fill", Set.of(node));
        nodes.get(node).full = true;
        nodes.get(node).endsWith = 16;
    }

    @Override
    public void unfill(int node) throws FaultFailed {
        check("unfill", Set.of(node));
        nodes.get(node).full = false;
        nodes.get(node).endsWith = -1;
    }

    @Override
    public void fail(int node) throws FaultFailed {
        check("fail", Set.of(node));
        nodes.get(node).failed = true;
        nodes.get(node).endsWith = 15;
    }

    @Override
    public void repair(int node) throws FaultFailed {
        check("repair", Set.of(node));
        if (nodes.get(node).running) {
            throw new FaultFailed("cannot repair the disk of a running node");
        }
        nodes.get(node).failed = false;
    }

    @Override
    public String flipBit(int node, String glob, long seed) throws FaultFailed {
        check("flipBit", Set.of(node));
        if (nodes.get(node).running) {
            throw new FaultFailed("cannot turn a bit of a running node");
        }
        nodes.get(node).damaged = glob;
        return glob + " at 17";
    }

    // ---- clocks

    @Override
    public void step(int node, Duration offset) throws FaultFailed {
        check("step", Set.of(node));
        nodes.get(node).clockOffset = offset;
    }

    @Override
    public void rate(int node, double rate) throws FaultFailed {
        check("rate", Set.of(node));
        nodes.get(node).nextRate = rate;
    }

    @Override
    public Duration uptime(int node) {
        Node each = nodes.get(node);
        return Duration.ofMillis(Math.round((now - each.startedAt) * each.rate / 1e6));
    }

    /** Of links, disks and clocks: all three ports have it. */
    @Override
    public void healAll() throws FaultFailed {
        check("healAll", Set.of());
        cuts.clear();
        slow.clear();
        for (Node each : nodes) {
            each.stalled = false;
            each.slowDisk = false;
            each.full = false;
            each.failed = false;
            each.clockOffset = Duration.ZERO;
            each.nextRate = 1.0;
        }
    }

    // ---- administration

    @Override
    public void moveLeader(int to) throws FaultFailed {
        check("moveLeader", Set.of(to));
        elect(to);
    }

    @Override
    public long compact() throws FaultFailed {
        check("compact", Set.of());
        return 42;
    }

    /** With each third chunk the log moves on, and whoever is away needs a snapshot. */
    @Override
    public void write(int bytes) throws FaultFailed {
        check("write", Set.of());
        chunksWritten++;
        for (int node = 0; node < nodes.size() && chunksWritten % 3 == 0; node++) {
            Node each = nodes.get(node);
            each.behind = !each.running;
            if (each.running) {
                FakeFiles.segment(data(node), chunksWritten);
            }
        }
    }

    // ---- small things

    void check(String act, Set<Integer> which) throws FaultFailed {
        which.forEach(node -> act(act, node));
        if (which.isEmpty()) {
            journal.add(act);
        }
        if (fails(act)) {
            throw new FaultFailed(act + " is made to fail");
        }
    }

    private void act(String act, int node) {
        journal.add(act + " " + name(node));
    }

    private boolean fails(String act) {
        int left = failures.getOrDefault(act, 0);
        failures.put(act, Math.max(0, left - 1));
        return left > 0;
    }

    private String name(int node) {
        return specs.get(node).name();
    }

    private void files(int node) {
        FakeFiles.make(data(node), log(node));
    }

    Set<Integer> all() {
        return new TreeSet<>(IntStream.range(0, nodes.size()).boxed().toList());
    }
}
