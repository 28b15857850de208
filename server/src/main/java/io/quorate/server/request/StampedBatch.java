package io.quorate.server.request;

import io.quorate.server.replication.ForwardResult;
import java.util.function.Consumer;

/**
 * An encoded batch with a stamp, to be proposed here: another node's, or one of our own whose first way failed.
 *
 * @param answer told once, on the delivery thread or the caller's
 */
record StampedBatch(byte[] bytes, Consumer<ForwardResult> answer) {}
