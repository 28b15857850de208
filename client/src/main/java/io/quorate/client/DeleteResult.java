package io.quorate.client;

import java.util.List;

/**
 * What a delete did.
 *
 * @param deleted number of keys
 * @param previous what was deleted, if it was asked for
 */
public record DeleteResult(Header header, long deleted, List<KeyValue> previous) implements OperationResult {}
