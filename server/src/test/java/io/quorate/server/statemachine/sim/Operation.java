package io.quorate.server.statemachine.sim;

import io.quorate.server.command.Command;
import io.quorate.server.command.Request;
import io.quorate.server.command.SessionStamp;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done once, however often it is sent.
 *
 * @param id unique in the run
 * @param stamp null when it is sent only once, without a number
 */
record Operation(long id, Command command, @Nullable SessionStamp stamp) {
    Request request() {
        return new Request(stamp, command);
    }

    Operation stamped(@Nullable SessionStamp other) {
        return new Operation(id, command, other);
    }
}
