package io.quorate.server.common;

import java.util.List;

/**
 * What a range read found.
 *
 * @param more more keys matched than were returned
 * @param count keys in the range before limit and filters
 */
public record RangeResult(List<KeyValue> kvs, boolean more, long count) {}
