package io.quorate.server.command;

import org.jspecify.annotations.Nullable;

/** A command with the stamp its client gave it, if it gave one. */
public record Request(@Nullable SessionStamp stamp, Command command) {}
