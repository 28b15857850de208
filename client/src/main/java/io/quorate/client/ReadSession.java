package io.quorate.client;

import com.google.protobuf.ByteString;
import io.quorate.client.GetOptions.Consistency;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/**
 * Reads that see your own writes and never go back, from whichever node is nearest: remembers the newest revision that
 * its reads and writes were answered with, and has every further read see at least that one. A read whose node is
 * behind waits there, unless its options say otherwise ({@link OnMiss}). Get one from
 * {@link QuorateClient#readSession()}.
 *
 * <p>Thread-safe: what one thread was answered, all threads' later reads see. A write without an answer, because it
 * failed or nobody waited for it, is not remembered. A read that names its level keeps it, if it cannot go back:
 * linearizable ones can be mixed in, bounded ones get the revision added, serializable ones fail with
 * {@link InvalidRequestException}.
 *
 * <p>{@link #token()} takes it to another process. The token of one keyspace says nothing in another, and is refused
 * there. Cost of a read: nothing but what a serializable one costs, when the node is not behind.
 */
public final class ReadSession implements KvClient {
    private static final char SEPARATOR = ':';

    private final KvClient kv;
    private final String keyspace;
    private final AtomicLong revision = new AtomicLong();

    ReadSession(KvClient kv, String keyspace) {
        this.kv = kv;
        this.keyspace = keyspace;
    }

    /** What is remembered, as text: give it to {@link QuorateClient#readSession(String)}, or to {@link #join}. */
    public String token() {
        return keyspace + SEPARATOR + revision.get();
    }

    /** The newest revision that was seen; 0 when none was. */
    public long revision() {
        return revision.get();
    }

    /**
     * From now on reads see all that another session had seen, too.
     *
     * @param token of a session of the same keyspace
     * @throws IllegalArgumentException when it is none
     */
    public void join(String token) {
        int separator = token.lastIndexOf(SEPARATOR);
        if (separator < 0 || !token.substring(separator + 1).matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("'" + token + "' is no token of a read session, as KEYSPACE:REVISION");
        }
        String of = token.substring(0, separator);
        if (!of.equals(keyspace)) {
            throw new IllegalArgumentException("the token '" + token + "' is of keyspace " + of
                    + ", and this session of " + keyspace + ", where its revision means nothing");
        }
        seen(Long.parseLong(token.substring(separator + 1)));
    }

    @Override
    public CompletableFuture<PutResult> put(ByteString key, ByteString value, PutOptions options) {
        return remembering(
                kv.put(key, value, options), result -> result.header().revision());
    }

    @Override
    public CompletableFuture<GetResult> get(KeyRange range, GetOptions options) {
        if (options.consistency() == Consistency.SERIALIZABLE) {
            return goesBack();
        }
        return remembering(
                kv.get(range, options.withReading(atLeast(options.reading()))),
                result -> result.header().revision());
    }

    @Override
    public CompletableFuture<DeleteResult> delete(KeyRange range, DeleteOptions options) {
        return remembering(kv.delete(range, options), result -> result.header().revision());
    }

    /** One that {@link Txn#isReadOnly() only reads} is a read of this session. */
    @Override
    public CompletableFuture<TxnResult> commit(Txn txn, ReadOptions options) {
        if (options.level() == Consistency.SERIALIZABLE) {
            return goesBack();
        }
        ReadOptions reading = txn.isReadOnly() ? atLeast(options) : options;
        return remembering(kv.commit(txn, reading), result -> result.header().revision());
    }

    @Override
    public CompletableFuture<CompactResult> compact(long upTo, CompactOptions options) {
        return remembering(kv.compact(upTo, options), result -> result.header().revision());
    }

    /** Adds the revision, unless the read sees it anyway. */
    private ReadOptions atLeast(ReadOptions options) {
        if (options.named() == Consistency.LINEARIZABLE) {
            return options;
        }
        Long asked = options.minRevision();
        return options.withMinRevision(Math.max(asked == null ? 0 : asked, revision.get()));
    }

    /** What is returned completes when the revision is remembered. */
    private <T> CompletableFuture<T> remembering(CompletableFuture<T> answer, ToLongFunction<T> revisionOf) {
        return answer.thenApply(result -> {
            seen(revisionOf.applyAsLong(result));
            return result;
        });
    }

    private void seen(long seen) {
        revision.accumulateAndGet(seen, Math::max);
    }

    private static <T> CompletableFuture<T> goesBack() {
        return CompletableFuture.failedFuture(new InvalidRequestException(
                "a serializable read may go back behind what the session has seen; ask for it outside of the session",
                null));
    }
}
