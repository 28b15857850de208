package io.quorate.client;

import java.util.List;

/**
 * What a read found.
 *
 * @param more the range has more keys than were returned
 * @param count keys in the range, before the limit and the bounds
 */
public record GetResult(Header header, List<KeyValue> entries, boolean more, long count) implements OperationResult {}
