package io.quorate.client.internal.retry;

import io.grpc.Metadata;

/** An answer, with the metadata that came after it. */
public record Reply<R>(R message, Metadata trailers) {}
