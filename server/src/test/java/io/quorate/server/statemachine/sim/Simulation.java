package io.quorate.server.statemachine.sim;

import io.quorate.server.command.Outcome;
import io.quorate.server.command.RandomCommands;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.LogPosition;
import io.quorate.server.statemachine.SessionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** One run: one seed, one thread, a few hundred steps. */
final class Simulation {
    private static final int KEYS = 20;
    private static final int REPLICAS = 3;
    private static final int CLIENTS = 3;
    private static final int NODES = 2;
    private static final SessionLimits ROOM = new SessionLimits(1_000, 1_000, 1_000);
    /** Fewer than there are; but none that was evicted is forgotten. */
    private static final SessionLimits TIGHT = new SessionLimits(4, 4, 100_000);

    private static final SessionLimits TIGHTER = new SessionLimits(3, 4, 100_000);

    private record Answer(Parcel parcel, List<Outcome> outcomes) {}

    /** What is under way, in no order. */
    private static final class Mail {
        private final List<Operation> toNodes = new ArrayList<>();
        private final List<Parcel> toLog = new ArrayList<>();
        private final List<Answer> back = new ArrayList<>();
    }

    private final Mutant mutant;
    private final RandomCommands commands;
    private final List<LogItem> log = new ArrayList<>();
    private final Reference reference;
    private final Invariants invariants;
    private final List<SimReplica> replicas = new ArrayList<>();
    /** Hears of entries so late that snapshots overtake it. */
    private final SimReplica slow;

    private final Sessions<Operation> clients;
    private final Sessions<Parcel> nodes;
    private final Mail mail = new Mail();
    private final LogClock clock = new LogClock();
    private long ids;

    Simulation(long seed, Mutant mutant) {
        this.mutant = mutant;
        commands = new RandomCommands(seed * 0x9E3779B97F4A7C15L + 1, KEYS);
        Random random = random();
        boolean room = random.nextBoolean();
        SessionLimits limits = room ? ROOM : TIGHT;
        reference = new Reference(limits);
        invariants = new Invariants(reference, room);
        for (int i = 0; i < REPLICAS; i++) {
            boolean differs = i == 2 && !room && is(Mutant.LIMITS_DIFFER);
            replicas.add(new SimReplica(this, i, differs ? TIGHTER : limits));
        }
        slow = any(replicas);
        clients = new Sessions<>(this, CLIENTS);
        nodes = new Sessions<>(this, NODES);
    }

    /** Term and hybrid clock of what is appended next. */
    private static final class LogClock {
        private long term = 1;
        private long hlc = 1000;

        /** Leaders change, and the next one's clock may be behind. */
        void tick(Random random) {
            if (random.nextInt(12) == 0) {
                term++;
                hlc -= random.nextInt(50);
            }
            hlc += random.nextInt(20);
        }
    }

    /** Throws a Violation. */
    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            step();
        }
        finish();
    }

    private void step() {
        int kind = random().nextInt(100);
        if (kind < 22) {
            send();
        } else if (kind < 27) {
            sendAgain();
        } else if (kind < 42) {
            passOn();
        } else if (kind < 45) {
            passOnAgain();
        } else if (kind < 58) {
            append();
        } else if (kind < 72) {
            answer();
        } else if (kind < 86) {
            feed();
        } else {
            befall(any(replicas));
        }
    }

    private void feed() {
        SimReplica replica = any(replicas);
        if (replica != slow || chance(0.15)) {
            replica.feed(between(1, 5));
        }
    }

    private void befall(SimReplica replica) {
        switch (random().nextInt(12)) {
            case 0, 1, 2 -> replica.crash();
            case 3 -> replica.flush();
            case 4 -> replica.compactHistory();
            case 5, 6, 7 -> replica.beginSnapshot();
            case 8, 9 -> replica.endSnapshot();
            default -> replica.installFrom(any(replicas));
        }
    }

    private void send() {
        SessionStamp stamp = chance(0.85) ? clients.number() : null;
        Operation operation = new Operation(newId(), commands.command(reference.revision()), stamp);
        if (stamp != null) {
            clients.sent(stamp, operation);
        }
        mail.toNodes.add(operation);
    }

    private void sendAgain() {
        Sessions.Again<Operation> again = clients.again();
        if (again != null) {
            mail.toNodes.add(again.content().stamped(again.stamp()));
        }
    }

    /** Some requests that arrived go on together, numbered by the node that they came to, or as they are. */
    private void passOn() {
        List<Operation> operations = new ArrayList<>();
        for (long i = between(1, 4); i > 0 && !mail.toNodes.isEmpty(); i--) {
            Operation operation = take(mail.toNodes);
            operations.add(operation);
            if (operation.stamp() != null && chance(0.15)) {
                mail.toNodes.add(operation);
            }
        }
        if (operations.isEmpty()) {
            return;
        }
        if (!chance(0.5)) {
            mail.toLog.add(new Parcel(null, operations));
            return;
        }
        List<Operation> inside = is(Mutant.STAMPS_DROPPED)
                ? operations.stream().map(operation -> operation.stamped(null)).toList()
                : operations;
        SessionStamp stamp = nodes.number();
        Parcel parcel = new Parcel(stamp, inside);
        nodes.sent(stamp, parcel);
        mail.toLog.add(parcel);
    }

    private void passOnAgain() {
        Sessions.Again<Parcel> again = nodes.again();
        if (again != null) {
            mail.toLog.add(new Parcel(again.stamp(), again.content().operations()));
        }
    }

    private void append() {
        List<Parcel> together = new ArrayList<>();
        if (!chance(0.15)) {
            for (long i = between(1, 4); i > 0 && !mail.toLog.isEmpty(); i--) {
                Parcel parcel = take(mail.toLog);
                together.add(parcel);
                if (parcel.stamp() != null && chance(0.1)) {
                    mail.toLog.add(parcel);
                }
            }
        }
        clock.tick(random());
        LogItem item = new LogItem(new LogPosition(clock.term, log.size()), clock.hlc, List.copyOf(together));
        log.add(item);
        Reference.Moment moment = reference.apply(item);
        invariants.applied(item, moment);
        for (int i = 0; i < together.size(); i++) {
            mail.back.add(new Answer(together.get(i), moment.answers().get(i)));
        }
    }

    private void answer() {
        if (mail.back.isEmpty()) {
            return;
        }
        Answer answer = take(mail.back);
        SessionStamp stamp = answer.parcel.stamp();
        boolean refused = answer.outcomes.stream().allMatch(Invariants::isExpired);
        if (stamp != null) {
            nodes.answered(stamp, refused);
        }
        for (int i = 0; i < answer.outcomes.size(); i++) {
            SessionStamp own = answer.parcel.operations().get(i).stamp();
            if (own != null) {
                clients.answered(own, Invariants.isExpired(answer.outcomes.get(i)));
            }
        }
    }

    /** Everything arrives, everything is answered, and all replicas catch up. */
    private void finish() {
        while (!mail.toNodes.isEmpty()) {
            passOn();
        }
        while (!mail.toLog.isEmpty()) {
            append();
        }
        while (!mail.back.isEmpty()) {
            answer();
        }
        for (SimReplica replica : replicas) {
            while (replica.isBehind()) {
                replica.feed(1);
            }
            replica.checkState();
        }
    }

    List<LogItem> log() {
        return log;
    }

    Invariants invariants() {
        return invariants;
    }

    Mutant mutant() {
        return mutant;
    }

    boolean is(Mutant other) {
        return mutant == other;
    }

    Random random() {
        return commands.random();
    }

    boolean chance(double probability) {
        return random().nextDouble() < probability;
    }

    /** From low to below high. */
    long between(long low, long high) {
        return low + (long) (random().nextDouble() * (high - low));
    }

    <T> T any(List<T> list) {
        return list.get(random().nextInt(list.size()));
    }

    private <T> T take(List<T> list) {
        int at = random().nextInt(list.size());
        T taken = list.get(at);
        list.set(at, list.get(list.size() - 1));
        list.remove(list.size() - 1);
        return taken;
    }

    /** Unique in the run. */
    long newId() {
        return ++ids;
    }

    /** Differs when anything in the run differs. */
    String trace() {
        return log.size() + " " + random().nextLong() + " " + new TreeMap<>(invariants.counts());
    }
}
