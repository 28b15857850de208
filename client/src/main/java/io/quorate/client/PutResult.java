package io.quorate.client;

import org.jspecify.annotations.Nullable;

/**
 * What a put did.
 *
 * @param previous what was there before, if it was asked for and there was something
 * @param receipt how it was served; null from a server that is not Quorate, and within a transaction
 */
public record PutResult(
        Header header,
        @Nullable KeyValue previous,
        @Nullable Receipt receipt) implements OperationResult {}
