package io.quorate.server.statemachine;

import io.quorate.server.command.Batch;
import io.quorate.server.command.RandomCommands;
import io.quorate.server.command.Request;
import io.quorate.server.command.SessionStamp;
import io.quorate.server.common.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A random history of batches, many of them stamped and some sent again, as one could find it in a log. */
final class EntryLog {
    private static final int SESSIONS = 12;

    private final RandomCommands commands;
    private final Random random;
    private final long[] nextSequence = new long[SESSIONS];
    private final List<Batch> batches = new ArrayList<>();

    EntryLog(long seed, int batchCount) {
        commands = new RandomCommands(seed, 40);
        random = commands.random();
        while (batches.size() < batchCount) {
            boolean again = !batches.isEmpty() && random.nextInt(8) == 0;
            batches.add(again ? batches.get(random.nextInt(batches.size())) : batch());
        }
    }

    List<Batch> batches() {
        return batches;
    }

    /** The batches packed into entries of so many each. */
    List<byte[]> entriesOf(int batchesPerEntry) {
        List<byte[]> entries = new ArrayList<>();
        for (int from = 0; from < batches.size(); from += batchesPerEntry) {
            int to = Math.min(batches.size(), from + batchesPerEntry);
            entries.add(Entries.of(to, batches.subList(from, to)));
        }
        return entries;
    }

    private Batch batch() {
        List<Request> requests = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            requests.add(new Request(stamp(), commands.command(batches.size())));
        }
        return new Batch(stamp(), requests);
    }

    private @Nullable SessionStamp stamp() {
        if (random.nextBoolean()) {
            return null;
        }
        int session = random.nextInt(SESSIONS);
        long sequence = ++nextSequence[session];
        long acknowledgedBelow = Math.max(1, sequence - random.nextInt(6));
        return new SessionStamp(new SessionId(session, -session), sequence, acknowledgedBelow);
    }
}
