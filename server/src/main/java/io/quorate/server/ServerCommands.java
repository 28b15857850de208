package io.quorate.server;

import io.quorate.client.cli.CommandProvider;
import java.util.List;

/** Adds the commands that need the server's own code to the command line of the client. */
public final class ServerCommands implements CommandProvider {
    @Override
    public List<Object> commands() {
        return List.of(new ServerCommand(), new DemoCommand(), new PlanCommand(), new TopologyCommand());
    }
}
