package io.quorate.server.statemachine;

import io.quorate.server.command.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one batch answered.
 *
 * @param outcomes one per request, in order
 * @param encoded the same as bytes, when the batch was stamped: what its session keeps
 */
public record BatchResult(List<Outcome> outcomes, byte @Nullable [] encoded) {}
