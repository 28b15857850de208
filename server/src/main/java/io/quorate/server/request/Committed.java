package io.quorate.server.request;

import io.quorate.server.command.Outcome;
import io.quorate.server.common.LogPosition;

/**
 * What became of a write.
 *
 * @param position of the entry that it was committed in; of a repeated request, where it was repeated
 */
public record Committed(Outcome outcome, LogPosition position) {}
