package io.quorate.server.statemachine;

import java.util.List;

/**
 * What applying one entry gave.
 *
 * @param batches one result per batch, in the entry's order
 * @param release the entry's last command gave the leader lease up
 */
public record EntryResult(List<BatchResult> batches, boolean release) {}
