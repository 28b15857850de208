package io.quorate.server.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that came to one node together; stamped when they were forwarded. */
public record Batch(@Nullable SessionStamp stamp, List<Request> requests) {}
