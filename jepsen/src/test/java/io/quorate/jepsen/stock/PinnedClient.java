package io.quorate.jepsen.stock;

import io.quorate.jepsen.core.Completion;
import io.quorate.jepsen.core.Invocation;
import io.quorate.jepsen.core.Op;
import io.quorate.jepsen.core.Outcome;
import io.quorate.jepsen.core.ReadLevel;
import io.quorate.jepsen.core.WorkloadKind;
import java.time.Duration;
import java.util.Random;

/** Works on one register through one node, whatever becomes of that; never tries again. One thread. */
final class PinnedClient {
    /** Asks a node, once. */
    interface Node {
        Completion ask(Invocation invocation, Duration patience);
    }

    private static final int KEY = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Recorder recorder;
    private final int index;
    private final Node node;
    private int process;

    PinnedClient(Recorder recorder, int index, Node node) {
        this.recorder = recorder;
        this.index = index;
        this.node = node;
        this.process = recorder.newProcess();
    }

    static PinnedClient of(StockCluster cluster, Recorder recorder, int server) {
        return new PinnedClient(recorder, server, (invocation, patience) -> cluster.ask(server, invocation, patience));
    }

    Op read(Duration patience) {
        return run(Invocation.read(WorkloadKind.REGISTER, ReadLevel.LINEARIZABLE, KEY), patience);
    }

    Op write(Duration patience) {
        return run(Invocation.write(WorkloadKind.REGISTER, KEY, recorder.newValue()), patience);
    }

    /** Puts a new value in the place of the one expected. */
    Op replace(long expected, Duration patience) {
        return run(Invocation.cas(WorkloadKind.REGISTER, KEY, expected, recorder.newValue()), patience);
    }

    /** A few operations of all kinds, of which at least the first puts something there. */
    void warmUp(Random random) {
        Op last = write(PATIENCE);
        for (int more = random.nextInt(5); more > 0; more--) {
            long written = last.invocation().value();
            last = random.nextBoolean() ? write(PATIENCE) : replace(written, PATIENCE);
            replace(written, PATIENCE);
            read(PATIENCE);
        }
    }

    private Op run(Invocation invocation, Duration patience) {
        Op op = recorder.run(process, index, invocation, () -> node.ask(invocation, patience));
        if (op.outcome() == Outcome.INFO) {
            process = recorder.newProcess();
        }
        return op;
    }
}
