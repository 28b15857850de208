package io.quorate.server.command;

import io.quorate.server.common.Bytes;
import io.quorate.server.common.KeyRange;
import io.quorate.server.common.RangeQuery;
import io.quorate.server.common.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Seeded random commands over few keys, so that they meet each other. Transactions have a shape the API would let pass.
 */
public final class RandomCommands {
    private final Random random;
    private final int keys;

    public RandomCommands(long seed, int keys) {
        this.random = new Random(seed);
        this.keys = keys;
    }

    public Random random() {
        return random;
    }

    /** Keys with zero and 0xFF bytes, and keys that begin other keys. */
    public Bytes key() {
        int number = random.nextInt(keys);
        byte[] key = new byte[1 + number % 3];
        byte[] parts = {'a', 0, (byte) 0xff, 'b', 1};
        for (int i = 0; i < key.length; i++) {
            key[i] = parts[(number >> i) % parts.length];
        }
        return Bytes.wrap(key);
    }

    public Bytes value() {
        byte[] value = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(40)];
        random.nextBytes(value);
        return Bytes.wrap(value);
    }

    public KeyRange range() {
        return switch (random.nextInt(4)) {
            case 0 -> KeyRange.single(key());
            case 1 -> new KeyRange(key(), Bytes.wrap(new byte[] {0}));
            default -> new KeyRange(key(), key());
        };
    }

    public RangeQuery query(long newestRevision) {
        RangeQuery.SortOrder[] orders = RangeQuery.SortOrder.values();
        RangeQuery.SortTarget[] targets = RangeQuery.SortTarget.values();
        long revision = random.nextInt(3) == 0 ? 1 + random.nextLong(Math.max(1, newestRevision + 1)) : 0;
        RangeQuery.RevisionBounds bounds = random.nextInt(4) == 0
                ? new RangeQuery.RevisionBounds(bound(), bound(), bound(), bound())
                : RangeQuery.RevisionBounds.NONE;
        boolean sorted = random.nextInt(3) == 0;
        return new RangeQuery(
                range(),
                revision,
                random.nextInt(3) == 0 ? random.nextInt(5) : 0,
                sorted ? orders[random.nextInt(orders.length)] : RangeQuery.SortOrder.NONE,
                sorted ? targets[random.nextInt(targets.length)] : RangeQuery.SortTarget.KEY,
                random.nextInt(5) == 0,
                random.nextInt(5) == 0,
                bounds);
    }

    private long bound() {
        return random.nextBoolean() ? 0 : random.nextInt(50);
    }

    /** A command as clients send them, and now and then one that only leaders do. */
    public Command command(long newestRevision) {
        int kind = random.nextInt(100);
        if (kind < 50) {
            return put();
        }
        if (kind < 65) {
            return new Command.DeleteRange(
                    random.nextBoolean() ? KeyRange.single(key()) : range(), random.nextBoolean());
        }
        if (kind < 92) {
            return txn(newestRevision, 0, new TreeSet<>());
        }
        if (kind < 94) {
            // Mostly far back, so that history is left to read.
            long revision = Math.min(random.nextLong(newestRevision + 3), random.nextLong(newestRevision + 3));
            return new Command.Compact(revision - 1, random.nextBoolean());
        }
        return switch (kind) {
            case 94, 95 -> new Command.Release();
            case 96, 97 -> new Command.SetMachineVersion(random.nextInt(2));
            default -> new Command.Tick();
        };
    }

    private Command.Put put() {
        boolean ignoreValue = random.nextInt(10) == 0;
        boolean ignoreLease = random.nextInt(10) == 0;
        return new Command.Put(
                key(),
                ignoreValue ? Bytes.EMPTY : value(),
                ignoreLease || random.nextInt(20) > 0 ? 0 : 7,
                random.nextBoolean(),
                ignoreValue,
                ignoreLease);
    }

    private Command.Txn txn(long newestRevision, int depth, Set<Bytes> used) {
        List<Compare> compares = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            compares.add(compare(newestRevision));
        }
        Set<Bytes> usedByFailure = new TreeSet<>(used);
        return new Command.Txn(
                compares, operations(newestRevision, depth, used), operations(newestRevision, depth, usedByFailure));
    }

    private Compare compare(long newestRevision) {
        Compare.Target[] targets = Compare.Target.values();
        Compare.Result[] results = Compare.Result.values();
        Compare.Target target = targets[random.nextInt(targets.length)];
        long number = target == Compare.Target.VALUE ? 0 : random.nextLong(newestRevision + 1);
        return new Compare(
                range(),
                results[random.nextInt(results.length)],
                target,
                random.nextInt(3) == 0 ? 0 : number,
                target == Compare.Target.VALUE ? value() : Bytes.EMPTY);
    }

    private List<Operation> operations(long newestRevision, int depth, Set<Bytes> used) {
        List<Operation> operations = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            int kind = random.nextInt(10);
            if (kind < 4) {
                Command.Put put = put();
                // The API refuses a second put of a key in one branch.
                if (used.add(put.key())) {
                    operations.add(put);
                }
            } else if (kind < 7) {
                operations.add(new Operation.Range(query(newestRevision)));
            } else if (kind < 9 || depth == 2) {
                Bytes key = key();
                if (used.add(key)) {
                    operations.add(new Command.DeleteRange(KeyRange.single(key), random.nextBoolean()));
                }
            } else {
                operations.add(txn(newestRevision, depth + 1, used));
            }
        }
        return operations;
    }

    public SessionStamp stamp() {
        long sequence = 1 + random.nextLong(1L << random.nextInt(40));
        return new SessionStamp(
                new SessionId(random.nextLong(), random.nextLong()), sequence, random.nextLong(sequence + 1));
    }
}
