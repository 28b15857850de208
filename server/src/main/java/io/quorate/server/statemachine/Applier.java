package io.quorate.server.statemachine;

import io.quorate.server.command.Command;
import io.quorate.server.command.Outcome;

/** What one kind of command does to the state. A rejection is an outcome; whatever is thrown stops the replica. */
interface Applier<C extends Command> {
    Outcome apply(C command);
}
