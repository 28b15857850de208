package io.quorate.server.statemachine;

import io.quorate.server.command.Batch;
import io.quorate.server.command.Command;
import io.quorate.server.command.CommandCodec;
import io.quorate.server.command.Outcome;
import io.quorate.server.command.Request;
import io.quorate.server.common.LogPosition;
import java.util.Arrays;
import java.util.List;

/** Log entries for tests. */
final class Entries {
    private Entries() {}

    static byte[] of(long hlc, List<Batch> batches) {
        return CommandCodec.encodeEntry(
                hlc,
                "n1",
                1,
                batches.stream()
                        .map(batch -> CommandCodec.encodeBatch(
                                batch.stamp(),
                                batch.requests().stream()
                                        .map(CommandCodec::encodeRequest)
                                        .toList()))
                        .toList());
    }

    static byte[] ofCommands(Command... commands) {
        return of(
                1,
                List.of(new Batch(
                        null,
                        Arrays.stream(commands)
                                .map(command -> new Request(null, command))
                                .toList())));
    }

    /** Applies commands as the next entry. */
    static List<Outcome> apply(KvStateMachine machine, Command... commands) {
        return machine.apply(next(machine), ofCommands(commands))
                .batches()
                .get(0)
                .outcomes();
    }

    static LogPosition next(KvStateMachine machine) {
        return new LogPosition(1, machine.applied().index() + 1);
    }
}
