package io.quorate.jepsen.cli;

import io.quorate.client.cli.CommandProvider;
import java.util.List;

/** Adds {@code quorate jepsen} to the command line of the client. */
public final class JepsenCommands implements CommandProvider {
    @Override
    public List<Object> commands() {
        return List.of(new JepsenCommand());
    }
}
