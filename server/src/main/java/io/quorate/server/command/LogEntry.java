package io.quorate.server.command;

import java.util.List;

/**
 * One decoded log entry.
 *
 * @param hlc the leader's hybrid logical clock: milliseconds shifted left by 16, plus a counter
 * @param proposer name of the node that proposed it
 * @param proposerBoot random id of the proposer's process
 */
public record LogEntry(long hlc, String proposer, long proposerBoot, List<Batch> batches) {}
