package io.quorate.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a delete did.
 *
 * @param deleted number of keys
 * @param previous what was deleted, if it was asked for
 * @param receipt how it was served; null from a server that is not Quorate, and within a transaction
 */
public record DeleteResult(
        Header header,
        long deleted,
        List<KeyValue> previous,
        @Nullable Receipt receipt) implements OperationResult {}
