package io.quorate.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction did.
 *
 * @param succeeded all comparisons held, so the first list of operations ran; else the second
 * @param results of the operations that ran, in their order
 * @param receipt how it was served; null from a server that is not Quorate, and for one within a transaction
 */
public record TxnResult(
        Header header,
        boolean succeeded,
        List<OperationResult> results,
        @Nullable Receipt receipt) implements OperationResult {}
