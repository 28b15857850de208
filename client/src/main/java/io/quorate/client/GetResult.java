package io.quorate.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read found.
 *
 * @param more the range has more keys than were returned
 * @param count keys in the range, before the limit and the bounds
 * @param receipt how the read was served; null from a server that is not Quorate, and within a transaction
 */
public record GetResult(
        Header header,
        List<KeyValue> entries,
        boolean more,
        long count,
        @Nullable Receipt receipt) implements OperationResult {}
