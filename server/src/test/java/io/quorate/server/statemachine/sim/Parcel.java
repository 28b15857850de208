package io.quorate.server.statemachine.sim;

import io.quorate.server.command.Batch;
import io.quorate.server.command.SessionStamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations that go into the log together; stamped when a node passes them on. */
record Parcel(@Nullable SessionStamp stamp, List<Operation> operations) {
    Parcel {
        operations = List.copyOf(operations);
    }

    Batch batch() {
        return new Batch(stamp, operations.stream().map(Operation::request).toList());
    }
}
