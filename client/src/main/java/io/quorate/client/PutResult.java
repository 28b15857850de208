package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * What a put did.
 *
 * @param previous what was there before, if it was asked for and there was something
 */
public record PutResult(Header header, @Nullable KeyValue previous) implements OperationResult {}
