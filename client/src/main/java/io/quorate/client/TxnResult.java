package io.quorate.client;

import java.util.List;

/**
 * What a transaction did.
 *
 * @param succeeded all comparisons held, so the first list of operations ran; else the second
 * @param results of the operations that ran, in their order
 */
public record TxnResult(Header header, boolean succeeded, List<OperationResult> results) implements OperationResult {}
